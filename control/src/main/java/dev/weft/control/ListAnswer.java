package dev.weft.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.control.json.Json;
import dev.weft.registry.Document;
import dev.weft.registry.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a list without ever having it as a whole: the bytes that are stored are the bytes that are
 * sent.
 */
record ListAnswer(Target target, Shape shape, Map<String, Object> metadata) {
  /**
   * The metadata of a list.
   *
   * @param countable whether what comes after this page is known in number, which it is not where
   *     something selects
   */
  static Map<String, Object> metadata(Page page, boolean countable) {
    var metadata = new LinkedHashMap<String, Object>();
    metadata.put("resourceVersion", Long.toString(page.revision()));
    String next = page.continueToken();
    if (next != null) {
      metadata.put("continue", next);
      if (countable) {
        metadata.put("remainingItemCount", page.remaining());
      }
    }
    return metadata;
  }

  void write(OutputStream out, List<Document> documents) throws IOException {
    boolean metadataOnly = shape == Shape.METADATA;
    var head = new LinkedHashMap<String, Object>();
    head.put(
        "kind", metadataOnly ? "PartialObjectMetadataList" : target.kind().kindName() + "List");
    head.put("apiVersion", metadataOnly ? "meta.k8s.io/v1" : target.apiVersion());
    head.put("metadata", metadata);
    byte[] begin = Json.write(head);
    out.write(begin, 0, begin.length - 1); // without the last brace
    out.write(",\"items\":[".getBytes(UTF_8));
    boolean first = true;
    for (Document document : documents) {
      if (!first) {
        out.write(',');
      }
      first = false;
      out.write(metadataOnly ? Reads.metadataOf(document) : Reads.json(target, document));
    }
    out.write("]}".getBytes(UTF_8));
  }
}
