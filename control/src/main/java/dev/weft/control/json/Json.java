package dev.weft.control.json;

import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes trees of JDK values. */
public final class Json {
  /** How deep objects and lists may be nested. */
  public static final int MAX_DEPTH = 64;

  private static final int MAX_NUMBER_CHARS = 64;
  private static final Pattern PARSER_DETAIL =
      Pattern.compile("\\s*\\((?:start marker|\\w+ at) .*");

  // A name given twice is refused: readers differ in which of the two they believe.
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_CHARS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private Json() {}

  /**
   * Reads a document that must be an object.
   *
   * @throws MalformedJsonException naming line and column
   */
  @SuppressWarnings("unchecked") // JSON objects have text keys only
  public static Map<String, Object> readObject(byte[] bytes) {
    if (read(bytes) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new MalformedJsonException("the body must be a JSON object", 1, 1);
  }

  /**
   * Reads any document but {@code null}.
   *
   * @throws MalformedJsonException naming line and column
   */
  public static Object read(byte[] bytes) {
    if (bytes.length == 0) {
      throw new MalformedJsonException("the body is empty", 1, 1);
    }
    try {
      Object value = MAPPER.readValue(bytes, Object.class);
      if (value == null) {
        throw new MalformedJsonException("the body is null", 1, 1);
      }
      return value;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      int line = at == null ? 1 : at.getLineNr();
      int column = at == null ? 1 : at.getColumnNr();
      throw new MalformedJsonException(reason(e), line, column);
    }
  }

  /** Writes a tree as UTF-8 on one line. */
  public static byte[] write(Object tree) {
    return MAPPER.writeValueAsBytes(tree);
  }

  private static String reason(JacksonException e) {
    String text = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return PARSER_DETAIL.matcher(text).replaceFirst("");
  }
}
