package dev.weft.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import dev.weft.control.json.Json;
import dev.weft.model.resource.Kind;
import dev.weft.testkit.TlsPair;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls the real server at every path and method that its own document names. */
class OpenApiTruthTest {
  /** So that what is deleted has been read before. */
  private static final List<String> ORDER = List.of("get", "put", "post", "patch", "delete");

  private static final String ANOTHER_BETA = "another-beta";

  @TempDir Path dataDir;
  private ServedMesh mesh;
  private Answer document;

  @BeforeEach
  void start() {
    mesh = new ServedMesh(dataDir);
    document = mesh.get("/openapi.json");
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @Test
  void everyPathAnswersAsItIsDeclared() {
    for (Kind kind : Kind.values()) {
      assertThat(mesh.put(path(kind, kind.version()), sample(kind)).code())
          .as(kind.kindName())
          .isIn(200, 201);
    }
    var wrong = new ArrayList<String>();
    int calls = 0;
    for (String method : ORDER) {
      for (String path : paths(method)) {
        calls++;
        Map<?, ?> declared = (Map<?, ?>) Objects.requireNonNull(item(path).get(method));
        call(path, method, declared).forEach(error -> wrong.add(method + " " + path + error));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(calls).isGreaterThan(150);
  }

  /** Those with a method; what is deleted by its name comes before what is deleted with others. */
  private List<String> paths(String method) {
    return document.map("paths").keySet().stream()
        .map(String::valueOf)
        .filter(path -> item(path).containsKey(method) && !path.endsWith("/watch"))
        // the first token closes the API to this test; AccessTest makes tokens
        .filter(path -> !(method.equals("post") && path.endsWith("/tokens")))
        .sorted(Comparator.comparingInt((String path) -> path.endsWith("{name}") ? 0 : 1))
        .toList();
  }

  private Map<?, ?> item(String path) {
    return (Map<?, ?>) Objects.requireNonNull(document.map("paths").get(path));
  }

  @Test
  void nothingThatDiscoveryNamesIsMissing() {
    Map<String, String> methods =
        Map.of(
            "get",
            "get",
            "list",
            "get",
            "watch",
            "get",
            "create",
            "post",
            "update",
            "put",
            "patch",
            "patch",
            "delete",
            "delete",
            "deletecollection",
            "delete");
    for (String base :
        List.of(
            "/api/v1",
            "/apis/weft.dev/v1",
            "/apis/gateway.networking.k8s.io/v1",
            "/apis/gateway.networking.k8s.io/v1beta1")) {
      assertThat(document.map("paths").keySet().contains(base)).as(base).isTrue();
      for (Object resource : mesh.get(base).list("resources")) {
        Map<?, ?> named = (Map<?, ?>) resource;
        String[] parts = String.valueOf(named.get("name")).split("/", 2);
        String collection =
            base
                + (Boolean.TRUE.equals(named.get("namespaced")) ? "/namespaces/{namespace}/" : "/")
                + parts[0];
        for (Object verb : (List<?>) Objects.requireNonNull(named.get("verbs"))) {
          boolean many =
              Set.of("list", "watch", "create", "deletecollection").contains(verb)
                  && parts.length == 1;
          String path =
              collection + (many ? "" : "/{name}") + (parts.length > 1 ? "/" + parts[1] : "");
          assertThat(document.map("paths").get(path))
              .as(verb + " " + path)
              .isInstanceOfSatisfying(
                  Map.class,
                  item -> assertThat(item.containsKey(methods.get(String.valueOf(verb)))).isTrue());
        }
      }
    }
  }

  @Test
  void everyReferenceLeadsToASchema() {
    var references = new HashSet<String>();
    collectReferences(document.tree(), references);
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(schema(Map.of("$ref", reference))).as(reference).isNotEmpty();
    }
    Answer old = mesh.get("/openapi/v2");
    var oldReferences = new HashSet<String>();
    collectReferences(old.tree(), oldReferences);
    for (String reference : oldReferences) {
      assertThat(old.map("definitions").containsKey(reference.replace("#/definitions/", "")))
          .as(reference)
          .isTrue();
    }
    assertThat(Json.write(old.tree()).length).isLessThan(4_000_000);
  }

  @Test
  void explainsFields() {
    String explained = mesh.get("/openapi/v3/apis/weft.dev/v1").tree().toString();
    assertThat(explained).contains("Seconds until it is taken out unless its own lease is renewed");
    assertThat(mesh.get("/openapi/v3/apis/gateway.networking.k8s.io/v1beta1").tree().toString())
        .contains("HTTPRoute", "kind=Gateway", "version=v1beta1");
  }

  private static void collectReferences(@Nullable Object tree, Set<String> found) {
    if (tree instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String reference) {
        found.add(reference);
      }
      map.values().forEach(value -> collectReferences(value, found));
    } else if (tree instanceof List<?> list) {
      list.forEach(value -> collectReferences(value, found));
    }
  }

  /** What is not as declared. */
  private List<String> call(String path, String method, Map<?, ?> declared) {
    Kind kind = kindOf(declared);
    boolean second = method.equals("delete") && path.contains("v1beta1"); // the first is gone
    String name =
        kind != null
            ? second ? ANOTHER_BETA : name(kind)
            : path.contains("/routees/") ? name(Kind.ROUTEE) : "host-a";
    String real =
        path.replace("{namespace}", "default")
            .replace("{name}", name)
            .replace("{id}", "none")
            .replace("{type}", "MassLapse");
    HttpRequest.Builder request = mesh.request(real);
    if (method.equals("patch")) {
      request.header("Content-Type", "application/merge-patch+json");
    }
    String body = body(path, method, kind);
    HttpResponse<byte[]> response =
        mesh.raw(
            request.method(
                method.toUpperCase(Locale.ROOT),
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    String code = Integer.toString(response.statusCode());
    String shown = new String(response.body(), StandardCharsets.UTF_8);
    if (!(((Map<?, ?>) Objects.requireNonNull(declared.get("responses"))).get(code)
        instanceof Map<?, ?> answer)) {
      return List.of(" answers " + code + ": " + shown);
    }
    String type = response.headers().firstValue("content-type").orElse("").split(";", 2)[0];
    Map<?, ?> contents = (Map<?, ?>) Objects.requireNonNull(answer.get("content"));
    if (!(contents.get(type) instanceof Map<?, ?> content)) {
      return List.of(" answers with " + type + ", declared are " + contents.keySet());
    }
    var wrong = new ArrayList<String>();
    if (type.equals("application/json")) {
      check(content.get("schema"), Json.readObject(response.body()), "", wrong);
    }
    return wrong;
  }

  private String body(String path, String method, @Nullable Kind kind) {
    if (method.equals("get") || method.equals("delete")) {
      return "";
    }
    if (kind == null) {
      return switch (path.substring(path.lastIndexOf('/') + 1)) {
        case "lease" -> "{\"ttlSeconds\":15,\"revision\":1}";
        case "selfsubjectaccessreviews" ->
            "{\"spec\":{\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"services\"}}}";
        case "events" -> "{\"events\":[]}";
        case "observations" -> "{\"routees\":[]}";
        case "health" -> "{\"status\":\"passing\",\"note\":\"warm\"}";
        case "signals" -> "{\"edges\":[]}";
        case "outofservice" -> "{\"mode\":\"Cordon\",\"reason\":\"disk\"}";
        case "verdicts" ->
            """
            {"verdicts":[{"namespace":"default","name":"a-routee","verdict":"failing",
              "evidence":["refused"],"since":"2026-01-01T00:00:00Z"}]}\
            """;
        default -> "";
      };
    }
    if (path.endsWith("/lease")) {
      return "";
    }
    if (method.equals("patch")) {
      return "{\"metadata\":{\"labels\":{\"patched\":\"yes\"}}}";
    }
    String sample = path.endsWith("/status") ? "{\"status\":{}}" : sample(kind);
    if (!method.equals("post")) {
      return sample;
    }
    String another = path.contains("v1beta1") ? ANOTHER_BETA : "another";
    String rest = sample.equals("{}") ? "}" : "," + sample.substring(1);
    return "{\"metadata\":{\"name\":\"" + another + "\"}" + rest;
  }

  private static @Nullable Kind kindOf(Map<?, ?> operation) {
    return operation.get("x-kubernetes-group-version-kind") instanceof Map<?, ?> kind
        ? Kind.of(
                "".equals(kind.get("group"))
                    ? String.valueOf(kind.get("version"))
                    : kind.get("group") + "/" + kind.get("version"),
                String.valueOf(kind.get("kind")))
            .orElseThrow()
        : null;
  }

  private void check(
      @Nullable Object reference, @Nullable Object value, String at, List<String> wrong) {
    Map<?, ?> schema = schema(reference);
    String type = String.valueOf(schema.get("type"));
    boolean fits =
        switch (type) {
          case "object" -> value instanceof Map;
          case "array" -> value instanceof List;
          case "string" -> value instanceof String;
          case "integer" -> value instanceof Integer || value instanceof Long;
          case "boolean" -> value instanceof Boolean;
          default -> true;
        };
    if (!fits || (schema.get("enum") instanceof List<?> choices && !choices.contains(value))) {
      wrong.add(" " + at + " is " + value + ", declared is " + type + " " + schema.get("enum"));
    } else if (value instanceof Map<?, ?> map) {
      checkObject(schema, map, at, wrong);
    } else if (value instanceof List<?> list && schema.get("items") != null) {
      list.forEach(element -> check(schema.get("items"), element, at + "[]", wrong));
    }
  }

  private void checkObject(Map<?, ?> schema, Map<?, ?> value, String at, List<String> wrong) {
    for (Object name : schema.get("required") instanceof List<?> names ? names : List.of()) {
      if (!value.containsKey(name)) {
        wrong.add(" " + at + " lacks " + name);
      }
    }
    Map<?, ?> fields = schema.get("properties") instanceof Map<?, ?> map ? map : Map.of();
    value.forEach((name, field) -> {
      if (fields.containsKey(name)) {
        check(fields.get(name), field, at + "." + name, wrong);
      } else if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
        check(others, field, at + "." + name, wrong);
      } else if (!Boolean.TRUE.equals(schema.get("x-kubernetes-preserve-unknown-fields"))) {
        wrong.add(" " + at + "." + name + " is not declared");
      }
    });
  }

  private Map<?, ?> schema(@Nullable Object given) {
    Map<?, ?> schema = given instanceof Map<?, ?> map ? map : Map.of();
    if (schema.get("$ref") instanceof String reference) {
      String name = reference.replace("#/components/schemas/", "");
      Map<?, ?> all = (Map<?, ?>) Objects.requireNonNull(document.map("components").get("schemas"));
      return (Map<?, ?>) Objects.requireNonNull(all.get(name), reference);
    }
    return schema;
  }

  private static String path(Kind kind, String version) {
    return (kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/")
        + version
        + (kind.namespaced() ? "/namespaces/default/" : "/")
        + kind.plural()
        + "/"
        + name(kind);
  }

  private static String name(Kind kind) {
    return "a-" + kind.singular();
  }

  private static String sample(Kind kind) {
    String parents = "\"parentRefs\":[{\"name\":\"edge\"}]";
    String rules = "\"rules\":[{\"backendRefs\":[{\"name\":\"orders\",\"port\":80}]}]";
    return switch (kind) {
      case NAMESPACE -> "{}";
      case SERVICE -> "{\"spec\":{\"ports\":[{\"port\":80,\"targetPort\":\"web\"}]}}";
      case CONFIG_MAP -> "{\"data\":{\"a\":\"b\"}}";
      case SECRET -> TlsPair.secretJson();
      case ROUTEE ->
          "{\"spec\":{\"service\":\"orders\",\"address\":\"127.0.0.1\",\"port\":80,"
              + "\"lease\":{\"ttlSeconds\":60}}}";
      case SERVICE_POLICY ->
          "{\"spec\":{\"targetRefs\":[{\"name\":\"orders\"}],\"probe\":{\"interval\":\"2s\"}}}";
      case GATEWAY_CLASS -> "{\"spec\":{\"controllerName\":\"example.com/other\"}}";
      case GATEWAY ->
          "{\"spec\":{\"gatewayClassName\":\"weft\",\"listeners\":[{\"name\":\"web\","
              + "\"port\":80,\"protocol\":\"HTTP\"}]}}";
      case LISTENER_SET ->
          "{\"spec\":{\"parentRef\":{\"name\":\"edge\"},\"listeners\":[{\"name\":\"web\","
              + "\"port\":80,\"protocol\":\"HTTP\"}]}}";
      case HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE -> "{\"spec\":{" + parents + "," + rules + "}}";
      case TLS_ROUTE -> "{\"spec\":{" + parents + ",\"hostnames\":[\"a.example\"]," + rules + "}}";
      case BACKEND_TLS_POLICY ->
          "{\"spec\":{\"targetRefs\":[{\"group\":\"\",\"kind\":\"Service\",\"name\":\"orders\"}],"
              + "\"validation\":{\"wellKnownCACertificates\":\"System\",\"hostname\":\"a.example\"}}}";
      case REFERENCE_GRANT ->
          "{\"spec\":{\"from\":[{\"group\":\"\",\"kind\":\"Service\",\"namespace\":\"a\"}],"
              + "\"to\":[{\"group\":\"\",\"kind\":\"Service\"}]}}";
    };
  }
}
