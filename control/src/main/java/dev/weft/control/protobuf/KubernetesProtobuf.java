package dev.weft.control.protobuf;

import static dev.weft.control.protobuf.Field.Type.DATA;
import static dev.weft.control.protobuf.Field.Type.DATA_BY_TEXT;
import static dev.weft.control.protobuf.Field.Type.FLAG;
import static dev.weft.control.protobuf.Field.Type.IGNORED;
import static dev.weft.control.protobuf.Field.Type.INT_OR_TEXT;
import static dev.weft.control.protobuf.Field.Type.NUMBER;
import static dev.weft.control.protobuf.Field.Type.TEXT;
import static dev.weft.control.protobuf.Field.Type.TEXTS;
import static dev.weft.control.protobuf.Field.Type.TEXT_BY_TEXT;
import static dev.weft.control.protobuf.Field.Type.TIME;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads {@code application/vnd.kubernetes.protobuf}: four bytes of magic, then an Unknown that
 * names the kind and holds the document. The numbers are those of the generated.proto files of
 * {@code k8s.io/api/core/v1}, {@code k8s.io/api/authorization/v1} and {@code
 * k8s.io/apimachinery/pkg/apis/meta/v1}, release 1.34.
 */
public final class KubernetesProtobuf {
  /** The media type. */
  public static final String TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = "k8s\0".getBytes(US_ASCII);

  private static final Message TYPE_META =
      new Message("TypeMeta", Map.of(1, Field.of("apiVersion", TEXT), 2, Field.of("kind", TEXT)));
  private static final Message UNKNOWN =
      new Message(
          "Unknown",
          Map.of(
              1, Field.of("typeMeta", TYPE_META),
              2, Field.of("raw", DATA),
              3, Field.of("contentEncoding", TEXT),
              4, Field.of("contentType", TEXT)));
  private static final Message OWNER =
      new Message(
          "OwnerReference",
          Map.of(
              1, Field.of("kind", TEXT),
              3, Field.of("name", TEXT),
              4, Field.of("uid", TEXT),
              5, Field.of("apiVersion", TEXT),
              6, Field.of("controller", FLAG),
              7, Field.of("blockOwnerDeletion", FLAG)));
  private static final Message OBJECT_META =
      new Message(
          "ObjectMeta",
          Map.ofEntries(
              Map.entry(1, Field.of("name", TEXT)),
              Map.entry(2, Field.of("generateName", TEXT)),
              Map.entry(3, Field.of("namespace", TEXT)),
              Map.entry(4, Field.of("selfLink", TEXT)),
              Map.entry(5, Field.of("uid", TEXT)),
              Map.entry(6, Field.of("resourceVersion", TEXT)),
              Map.entry(7, Field.of("generation", NUMBER)),
              Map.entry(8, Field.of("creationTimestamp", TIME)),
              Map.entry(9, Field.of("deletionTimestamp", TIME)),
              Map.entry(10, Field.of("deletionGracePeriodSeconds", NUMBER)),
              Map.entry(11, Field.of("labels", TEXT_BY_TEXT)),
              Map.entry(12, Field.of("annotations", TEXT_BY_TEXT)),
              Map.entry(13, Field.listOf("ownerReferences", OWNER)),
              Map.entry(14, Field.of("finalizers", TEXTS)),
              Map.entry(17, Field.of("managedFields", IGNORED))));
  private static final Message SERVICE_PORT =
      new Message(
          "ServicePort",
          Map.of(
              1, Field.of("name", TEXT),
              2, Field.of("protocol", TEXT),
              3, Field.of("port", NUMBER),
              4, Field.of("targetPort", INT_OR_TEXT),
              5, Field.of("nodePort", NUMBER),
              6, Field.of("appProtocol", TEXT)));
  private static final Message CLIENT_IP =
      new Message("ClientIPConfig", Map.of(1, Field.of("timeoutSeconds", NUMBER)));
  private static final Message SERVICE_SPEC =
      new Message(
          "ServiceSpec",
          Map.ofEntries(
              Map.entry(1, Field.listOf("ports", SERVICE_PORT)),
              Map.entry(2, Field.of("selector", TEXT_BY_TEXT)),
              Map.entry(3, Field.of("clusterIP", TEXT)),
              Map.entry(4, Field.of("type", TEXT)),
              Map.entry(5, Field.of("externalIPs", TEXTS)),
              Map.entry(7, Field.of("sessionAffinity", TEXT)),
              Map.entry(8, Field.of("loadBalancerIP", TEXT)),
              Map.entry(9, Field.of("loadBalancerSourceRanges", TEXTS)),
              Map.entry(10, Field.of("externalName", TEXT)),
              Map.entry(11, Field.of("externalTrafficPolicy", TEXT)),
              Map.entry(12, Field.of("healthCheckNodePort", NUMBER)),
              Map.entry(13, Field.of("publishNotReadyAddresses", FLAG)),
              Map.entry(
                  14,
                  Field.of(
                      "sessionAffinityConfig",
                      new Message(
                          "SessionAffinityConfig", Map.of(1, Field.of("clientIP", CLIENT_IP))))),
              Map.entry(17, Field.of("ipFamilyPolicy", TEXT)),
              Map.entry(18, Field.of("clusterIPs", TEXTS)),
              Map.entry(19, Field.of("ipFamilies", TEXTS)),
              Map.entry(20, Field.of("allocateLoadBalancerNodePorts", FLAG)),
              Map.entry(21, Field.of("loadBalancerClass", TEXT)),
              Map.entry(22, Field.of("internalTrafficPolicy", TEXT)),
              Map.entry(23, Field.of("trafficDistribution", TEXT))));
  private static final Message CONDITION =
      new Message(
          "Condition",
          Map.of(
              1, Field.of("type", TEXT),
              2, Field.of("status", TEXT),
              3, Field.of("observedGeneration", NUMBER),
              4, Field.of("lastTransitionTime", TIME),
              5, Field.of("reason", TEXT),
              6, Field.of("message", TEXT)));
  private static final Message PRECONDITIONS =
      new Message(
          "Preconditions", Map.of(1, Field.of("uid", TEXT), 2, Field.of("resourceVersion", TEXT)));

  private static final Message ACCESS_REVIEW_SPEC =
      new Message(
          "SelfSubjectAccessReviewSpec",
          Map.of(
              1,
              Field.of(
                  "resourceAttributes",
                  new Message(
                      "ResourceAttributes",
                      Map.of(
                          1, Field.of("namespace", TEXT),
                          2, Field.of("verb", TEXT),
                          3, Field.of("group", TEXT),
                          4, Field.of("version", TEXT),
                          5, Field.of("resource", TEXT),
                          6, Field.of("subresource", TEXT),
                          7, Field.of("name", TEXT)))),
              2,
              Field.of(
                  "nonResourceAttributes",
                  new Message(
                      "NonResourceAttributes",
                      Map.of(1, Field.of("path", TEXT), 2, Field.of("verb", TEXT))))));

  private static final Map<String, Message> KINDS =
      Map.of(
          "SelfSubjectAccessReview",
          new Message(
              "SelfSubjectAccessReview",
              Map.of(
                  1, Field.of("metadata", OBJECT_META),
                  2, Field.of("spec", ACCESS_REVIEW_SPEC),
                  3, Field.of("status", IGNORED))),
          "Namespace",
          new Message(
              "Namespace",
              Map.of(
                  1, Field.of("metadata", OBJECT_META),
                  2,
                      Field.of(
                          "spec", new Message("spec", Map.of(1, Field.of("finalizers", TEXTS)))),
                  3, Field.of("status", status(Field.of("phase", TEXT))))),
          "Service",
          new Message(
              "Service",
              Map.of(
                  1, Field.of("metadata", OBJECT_META),
                  2, Field.of("spec", SERVICE_SPEC),
                  3, Field.of("status", status(Field.of("loadBalancer", IGNORED))))),
          "ConfigMap",
          new Message(
              "ConfigMap",
              Map.of(
                  1, Field.of("metadata", OBJECT_META),
                  2, Field.of("data", TEXT_BY_TEXT),
                  3, Field.of("binaryData", DATA_BY_TEXT),
                  4, Field.of("immutable", FLAG))),
          "Secret",
          new Message(
              "Secret",
              Map.of(
                  1, Field.of("metadata", OBJECT_META),
                  2, Field.of("data", DATA_BY_TEXT),
                  3, Field.of("type", TEXT),
                  4, Field.of("stringData", TEXT_BY_TEXT),
                  5, Field.of("immutable", FLAG))),
          "DeleteOptions",
          new Message(
              "DeleteOptions",
              Map.of(
                  1, Field.of("gracePeriodSeconds", NUMBER),
                  2, Field.of("preconditions", PRECONDITIONS),
                  3, Field.of("orphanDependents", FLAG),
                  4, Field.of("propagationPolicy", TEXT),
                  5, Field.of("dryRun", TEXTS))));

  private KubernetesProtobuf() {}

  private static Message status(Field first) {
    return new Message("status", Map.of(1, first, 2, Field.listOf("conditions", CONDITION)));
  }

  /**
   * The document as a tree of JDK values, as its JSON would be read.
   *
   * @throws ProtobufException if these bytes are no document of a kind that can be read
   */
  public static Map<String, Object> read(byte[] bytes) {
    if (bytes.length < MAGIC.length || !Arrays.equals(bytes, 0, 4, MAGIC, 0, 4)) {
      throw new ProtobufException("does not begin with the four bytes of Kubernetes' protobuf");
    }
    Map<String, Object> unknown = UNKNOWN.read(new Wire(bytes, MAGIC.length));
    Map<?, ?> type = unknown.get("typeMeta") instanceof Map<?, ?> map ? map : Map.of();
    String kind = type.get("kind") instanceof String text ? text : "";
    Message message = KINDS.get(kind);
    if (message == null) {
      throw new ProtobufException(
          "is of the kind \""
              + kind
              + "\", which is read as JSON only; set rest.Config.ContentType to application/json");
    }
    var tree = new LinkedHashMap<String, Object>();
    type.forEach((name, value) -> tree.put(String.valueOf(name), value));
    byte[] raw = Base64.getDecoder().decode(String.valueOf(unknown.getOrDefault("raw", "")));
    tree.putAll(message.read(new Wire(raw, 0)));
    return tree;
  }
}
