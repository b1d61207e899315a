package dev.weft.cli.files;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a file or a folder of files looks like from outside. Links are followed to their ends: a
 * mounted ConfigMap changes by a link that is turned round. Asked for and compared again and again,
 * for change notices of the system do not come from every file system.
 */
record Stamp(Map<Path, String> files) {
  static Stamp of(String path) {
    var files = new TreeMap<Path, String>();
    try {
      for (Path file : Manifest.files(Path.of(path))) {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        files.put(
            file,
            attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey());
      }
    } catch (IOException | CommandFailure e) {
      files.put(Path.of(path), "unreadable: " + e.getMessage()); // reading it says why
    }
    return new Stamp(files);
  }
}
