package dev.weft.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Finds the marks of {@link Ask.Register} in whatever surrounds them, in pieces of any size. */
public final class MarkScanner {
  private static final byte[] BEFORE = "\"mark\":\"".getBytes(StandardCharsets.US_ASCII);

  /** Takes each mark that was found. */
  public interface Marks {
    /**
     * @param mark of the write
     * @param index of the routee
     */
    void found(long mark, int index);
  }

  private final Marks marks;
  private int matched;
  private boolean inIndex;
  private long mark;
  private int index;

  /** Tells every mark to {@code marks}. */
  public MarkScanner(Marks marks) {
    this.marks = marks;
  }

  /** Reads one more piece. */
  public void read(ByteBuffer piece) {
    for (int i = piece.position(); i < piece.limit(); i++) {
      byte octet = piece.get(i);
      if (matched < BEFORE.length) {
        matched = octet == BEFORE[matched] ? matched + 1 : octet == BEFORE[0] ? 1 : 0;
      } else if (octet == '.') {
        inIndex = true;
      } else if (octet == '"') {
        marks.found(mark, index);
        matched = 0;
        inIndex = false;
        mark = 0;
        index = 0;
      } else if (inIndex) {
        index = index * 10 + octet - '0';
      } else {
        mark = mark * 10 + octet - '0';
      }
    }
  }
}
