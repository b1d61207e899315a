package dev.weft.cli.check;

import dev.weft.cli.manifest.Examined;
import dev.weft.cli.manifest.Problem;
import dev.weft.registry.Admission;
import java.util.ArrayList;
import java.util.List;

/** Holds files against the rules by which the registry takes resources in. Asks no registry. */
public final class FileCheck {
  private FileCheck() {}

  /**
   * What was found.
   *
   * @param resources how many there are, good or bad
   */
  public record Result(int resources, List<Problem> problems) {}

  /**
   * @param paths files, folders or {@code -} for standard input
   * @throws dev.weft.cli.CommandFailure if one cannot be read
   */
  public static Result check(List<String> paths) {
    int resources = 0;
    var problems = new ArrayList<Problem>();
    for (String path : paths) {
      Examined examined = Examined.of(path, Admission::admit);
      resources += examined.resources().size();
      problems.addAll(examined.problems());
    }
    return new Result(resources, List.copyOf(problems));
  }
}
