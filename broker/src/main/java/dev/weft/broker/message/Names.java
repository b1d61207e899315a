package dev.weft.broker.message;

/** Finds fields by names that are not among the {@link Known}. */
public final class Names {
  private Names() {}

  /**
   * The first field of that name at or after an index that is not dropped; −1 if there is none.
   *
   * @param lower the name in lower case
   */
  public static int find(Head head, byte[] lower, int from) {
    for (int i = from; i < head.fields(); i++) {
      if (!head.dropped(i)
          && Text.equalIgnoringCase(lower, head.bytes(), head.nameStart(i), head.nameEnd(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Drops every field of that name. */
  public static void drop(Head head, byte[] lower) {
    for (int i = find(head, lower, 0); i >= 0; i = find(head, lower, i + 1)) {
      head.drop(i);
    }
  }
}
