package dev.weft.registry.store;

import org.jspecify.annotations.Nullable;

/** What a person is told whose registry cannot be read. */
final class Damage {
  private Damage() {}

  static StoreException at(Disk disk, String file, long offset, String what) {
    return new StoreException(
        "the registry's file "
            + disk.path(file)
            + " is damaged at byte "
            + offset
            + " ("
            + what
            + "): restore the registry from a backup with weft restore, or move the data directory"
            + " away to start with an empty registry");
  }

  static StoreException missing(Disk disk, String file) {
    return new StoreException(
        "the registry's file "
            + disk.path(file)
            + " is missing, though others that go with it are there: put it back, restore the"
            + " registry from a backup with weft restore, or move the data directory away to start"
            + " with an empty registry");
  }

  /**
   * @param file whose end is too early; null if there is none at all
   */
  static StoreException lostWrites(
      Disk disk, @Nullable String file, long offset, long revision, long acknowledged) {
    return new StoreException(
        (file == null
                ? "the registry's log in " + disk.path("") + " is missing"
                : "the registry's file "
                    + disk.path(file)
                    + " ends at byte "
                    + offset
                    + " with revision "
                    + revision)
            + ", but revision "
            + acknowledged
            + " was acknowledged: the writes after revision "
            + revision
            + " are cut off or damaged. Restore the registry from a backup with weft restore, or"
            + " remove "
            + disk.path(Mark.FILE)
            + " to go on without those writes");
  }
}
