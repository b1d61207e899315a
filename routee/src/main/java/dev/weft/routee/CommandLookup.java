package dev.weft.routee;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the program that a command names, as a shell would. */
final class CommandLookup {
  private CommandLookup() {}

  /**
   * @param searchPath directories as in {@code PATH}; used only for a name without a slash
   */
  static void requireProgram(String program, String searchPath) throws CommandNotFoundException {
    if (program.indexOf('/') >= 0 || program.indexOf(File.separatorChar) >= 0) {
      requireExecutable(Path.of(program), program);
      return;
    }
    boolean found = false;
    for (String directory : searchPath.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(directory.isEmpty() ? "." : directory, program);
      if (isExecutable(candidate)) {
        return;
      }
      found |= Files.isRegularFile(candidate);
    }
    throw found
        ? new CommandNotFoundException(true, program + ": not executable")
        : new CommandNotFoundException(false, program + ": not found in PATH");
  }

  private static void requireExecutable(Path path, String program) throws CommandNotFoundException {
    if (!Files.exists(path)) {
      throw new CommandNotFoundException(false, program + ": no such file");
    }
    if (Files.isDirectory(path)) {
      throw new CommandNotFoundException(true, program + ": is a directory");
    }
    if (!isExecutable(path)) {
      throw new CommandNotFoundException(true, program + ": not executable");
    }
  }

  private static boolean isExecutable(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
