package dev.weft.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The headers of a gRPC call in HPACK (RFC 7541). Each field is written in full once in a
 * connection and by its index in the dynamic table from then on, as a real client does.
 */
final class HeaderBlock {
  private static final int FIRST_DYNAMIC = 62;
  private static final int METHOD_POST = 0x83;
  private static final int SCHEME_HTTP = 0x86;
  private static final int LITERAL_INDEXED = 0x40;
  private static final int AUTHORITY = 1;
  private static final int PATH = 4;
  private static final int CONTENT_TYPE = 31;
  private static final int NEW_NAME = 0;

  private final String authority;
  private final Map<String, Integer> inserted = new HashMap<>();

  HeaderBlock(String authority) {
    this.authority = authority;
  }

  void write(String path, ByteBuffer out) {
    out.put((byte) METHOD_POST).put((byte) SCHEME_HTTP);
    field(PATH, ":path", path, out);
    field(AUTHORITY, ":authority", authority, out);
    field(CONTENT_TYPE, "content-type", "application/grpc", out);
    field(NEW_NAME, "te", "trailers", out);
  }

  private void field(int nameIndex, String name, String value, ByteBuffer out) {
    Integer order = inserted.putIfAbsent(name + ' ' + value, inserted.size());
    if (order != null) {
      out.put((byte) (0x80 | FIRST_DYNAMIC + inserted.size() - 1 - order));
      return;
    }
    out.put((byte) (LITERAL_INDEXED | nameIndex));
    if (nameIndex == NEW_NAME) {
      string(name, out);
    }
    string(value, out);
  }

  private static void string(String text, ByteBuffer out) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.put((byte) bytes.length).put(bytes); // under 127 octets, not Huffman coded
  }
}
