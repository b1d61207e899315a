package dev.weft.control;

import dev.weft.registry.Registry;
import java.util.List;

/**
 * {@code GET /apis/weft.dev/v1/backup}: everything that is stored at one revision, Secrets too, as
 * a stream with checksums. Whoever saves it need not know whether it is whole: restoring refuses
 * one that is not.
 */
final class BackupDownload {
  /** From the version on. */
  static final List<String> PATH = List.of("v1", "backup");

  static final String CONTENT_TYPE = "application/vnd.weft.backup";

  private final Registry registry;

  BackupDownload(Registry registry) {
    this.registry = registry;
  }

  void answer(Call call) {
    call.addHeader("Content-Disposition", "attachment; filename=\"weft.backup\"");
    call.stream(CONTENT_TYPE, registry::backup);
  }
}
