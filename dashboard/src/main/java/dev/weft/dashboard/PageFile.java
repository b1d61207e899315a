package dev.weft.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** One file of the page, as it is and compressed. Its arrays are not to be changed. */
public final class PageFile {
  private final String contentType;
  private final byte[] bytes;
  private final byte[] compressed;

  PageFile(String name, byte[] bytes) {
    this.contentType = typeOf(name);
    this.bytes = bytes;
    this.compressed = gzip(bytes);
  }

  /** As it stands in Content-Type. */
  public String contentType() {
    return contentType;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** The same by gzip. */
  public byte[] compressed() {
    return compressed;
  }

  private static String typeOf(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException(name + " is of no type that is known here");
    };
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length / 2);
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
