package dev.weft.bench.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One way to spoil the end of a file. The end is the last octet that is not 0: files are often made
 * longer than what is in them.
 */
record Wound(Way way, int octets) {
  /** Twenty ways, alternating so that two files get ten different ones each. */
  static final List<Wound> ALL = all();

  private static final int BLOCK = 1 << 16;

  enum Way {
    CUT,
    ZEROED,
    SCRAMBLED,
    BIT_FLIPPED
  }

  private static List<Wound> all() {
    var all = new ArrayList<Wound>();
    for (Way way : Way.values()) {
      for (int octets : List.of(1, 9, 120, 1_000, 5_000)) {
        all.add(new Wound(way, octets));
      }
    }
    return List.copyOf(all);
  }

  void inflict(Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = end(file);
      long from = Math.max(0, end - octets);
      int length = (int) (end - from);
      switch (way) {
        case CUT -> file.truncate(from);
        case ZEROED -> file.write(ByteBuffer.allocate(length), from);
        case SCRAMBLED -> {
          var octetsOfChance = new byte[length];
          new Random(octets).nextBytes(octetsOfChance); // the same for every server
          file.write(ByteBuffer.wrap(octetsOfChance), from);
        }
        case BIT_FLIPPED -> {
          ByteBuffer one = ByteBuffer.allocate(1);
          file.read(one, from);
          one.flip();
          file.write(ByteBuffer.wrap(new byte[] {(byte) (one.get() ^ 4)}), from);
        }
      }
    }
  }

  private static long end(FileChannel file) throws IOException {
    long at = file.size();
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    while (at > 0) {
      long from = Math.max(0, at - BLOCK);
      block.clear().limit((int) (at - from));
      file.read(block, from);
      for (int i = block.limit() - 1; i >= 0; i--) {
        if (block.get(i) != 0) {
          return from + i + 1;
        }
      }
      at = from;
    }
    return 0;
  }
}
