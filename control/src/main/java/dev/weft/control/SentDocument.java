package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.control.protobuf.KubernetesProtobuf;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document sent to a URL: what the document leaves out the URL says; they may not disagree. */
final class SentDocument {
  private SentDocument() {}

  /**
   * Reads the body of a call.
   *
   * @throws Refusal 400 if it disagrees with the URL, 415 if it is not JSON
   */
  static Resource read(Call call, Target target) {
    return fit(tree(call, call.body()), target);
  }

  /**
   * A body as a tree.
   *
   * @throws Refusal 415 if it is neither JSON nor Kubernetes' protobuf
   */
  static Map<String, Object> tree(Call call, byte[] body) {
    if (call.contentType().equals(KubernetesProtobuf.TYPE)) {
      return KubernetesProtobuf.read(body);
    }
    requireJson(call.contentType());
    return Json.readObject(body);
  }

  /** The prefix of the name that the registry shall find; empty where the document has a name. */
  static String generateName(Map<String, Object> tree) {
    return tree.get("metadata") instanceof Map<?, ?> metadata
            && (metadata.get("name") == null || metadata.get("name").equals(""))
            && metadata.get("generateName") instanceof String prefix
        ? prefix
        : "";
  }

  /** The same with some name, so that the rest can be read. */
  static Map<String, Object> named(Map<String, Object> tree) {
    var metadata = new LinkedHashMap<Object, Object>((Map<?, ?>) tree.get("metadata"));
    metadata.put("name", "to-be-generated");
    var named = new LinkedHashMap<String, Object>(tree);
    named.put("metadata", metadata);
    return named;
  }

  /** The resource that a tree describes. */
  static Resource fit(Map<String, Object> sent, Target target) {
    Kind kind = target.kind();
    agree("apiVersion", sent.get("apiVersion"), target.apiVersion());
    agree("kind", sent.get("kind"), kind.kindName());
    String namespace = target.requiredNamespace();
    Map<String, Object> tree = new LinkedHashMap<>(sent);
    if (target.name() != null || tree.get("metadata") instanceof Map<?, ?>) {
      tree.put("metadata", metadata(tree.get("metadata"), namespace, target));
    }
    return Resource.fromTree(kind, tree, namespace);
  }

  private static Object metadata(@Nullable Object sent, String namespace, Target target) {
    if (sent != null && !(sent instanceof Map<?, ?>)) {
      return sent; // refused with the other fields
    }
    var metadata = new LinkedHashMap<Object, Object>();
    if (sent instanceof Map<?, ?> map) {
      metadata.putAll(map);
    }
    if (target.name() != null) {
      agree("metadata.name", metadata.get("name"), target.name());
      metadata.put("name", target.name());
    }
    agree("metadata.namespace", metadata.get("namespace"), namespace);
    return metadata;
  }

  private static void agree(String field, @Nullable Object sent, String url) {
    if (sent != null && !sent.equals("") && !sent.equals(url)) {
      String shown = sent.toString();
      throw Refusal.badField(
          field,
          shown.length() > 80 ? shown.substring(0, 80) + "…" : shown,
          url.isEmpty() ? "empty, as the kind lives in no namespace" : url + ", as the URL says");
    }
  }

  private static void requireJson(String contentType) {
    switch (contentType) {
      // curl -d says that it sends a form unless told otherwise
      case "", Call.JSON, "text/plain", "application/x-www-form-urlencoded" -> {}
      default ->
          throw Refusal.unsupportedMediaType(
              "Content-Type " + contentType + " is not application/json");
    }
  }
}
