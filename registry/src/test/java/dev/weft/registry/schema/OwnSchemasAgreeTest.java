package dev.weft.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * The published schemas of Weft's own kinds say what the types that read them do: each document
 * that the one accepts the other does too.
 */
class OwnSchemasAgreeTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int RANDOM_DOCUMENTS = 4_000;

  /** Values at and beside every boundary, tried in every field. */
  private static final List<Object> VALUES =
      List.of(
          0,
          1,
          -1,
          2,
          10,
          11,
          100,
          1_000,
          1_001,
          10_000,
          10_001,
          65_535,
          65_536,
          86_400,
          86_401,
          100_000,
          100_001,
          1_000_000,
          1_000_001,
          3_000_000_000L,
          1.5,
          true,
          false,
          "",
          "a",
          "A",
          "-a",
          "a-",
          "a.b",
          "a".repeat(63),
          "a".repeat(64),
          "a".repeat(254),
          "a\n",
          "é",
          "0s",
          "1ms",
          "99ms",
          "100ms",
          "500ms",
          "1s",
          "59m",
          "1h",
          "2h",
          "61m",
          "3600001ms",
          "1.5s",
          "1h30m",
          "0%",
          "00%",
          "099%",
          "100%",
          "101%",
          "1000%",
          "50",
          "http",
          "HTTP",
          "grpc",
          "tcp",
          "TCP",
          "UDP",
          "ClusterIP",
          "ExternalName",
          "None",
          "ClientIP",
          "Service",
          "PeakEwma",
          "peakewma",
          "RingHash",
          "Maglev",
          "Prefer",
          "Ignore",
          "x-a",
          "X-WEFT-a",
          "x-forwarded-for",
          "x-",
          "8760h",
          "8761h",
          "999ms",
          "127.0.0.1",
          "256.0.0.1",
          "1.2.3",
          "1.2.3.4.5",
          "::1",
          "[::1]",
          "fe80::1%lo",
          "example.com",
          "Example.COM",
          "ex_ample.com",
          ".com",
          "\u212Aelvin.com",
          "/",
          "/a b",
          "/é",
          "/\n",
          List.of(),
          List.of("a"),
          List.of("a", 1),
          List.of(1),
          Map.of(),
          Map.of("a", "b"),
          Map.of("a", 1));

  static Stream<Arguments> documents() {
    return Stream.of(
        document(
            Kind.ROUTEE,
            """
            {"spec":{"service":"a","address":"127.0.0.1","port":80,"protocol":"http","zone":"z",
             "weight":1,"lease":{"ttlSeconds":15},"process":{"pid":1,"host":"a"}}}\
            """),
        document(
            Kind.ROUTEE,
            """
            {"spec":{"service":"a","address":"127.0.0.1","lease":{"agent":"host-1"},
             "ports":[{"name":"a","port":80,"protocol":"http"},{"name":"b","port":80}]}}\
            """),
        document(
            Kind.SERVICE,
            """
            {"spec":{"ports":[{"name":"a","port":80,"protocol":"TCP","appProtocol":"http",
              "targetPort":"web","nodePort":30000},{"name":"b","port":81,"targetPort":8081}],
             "selector":{"app":"x"},"type":"ClusterIP","sessionAffinity":"None","clusterIP":"None",
             "clusterIPs":["None"],"externalIPs":["1.2.3.4"],"ipFamilies":["IPv4"],
             "ipFamilyPolicy":"SingleStack","internalTrafficPolicy":"Cluster",
             "externalTrafficPolicy":"Cluster","trafficDistribution":"PreferClose",
             "publishNotReadyAddresses":true,"allocateLoadBalancerNodePorts":true,
             "loadBalancerClass":"x","loadBalancerIP":"1.2.3.4","healthCheckNodePort":1}}\
            """),
        document(Kind.SERVICE, "{\"spec\":{\"ports\":[{\"port\":80,\"name\":\"\"}]}}"),
        document(
            Kind.SERVICE,
            """
            {"spec":{"ports":[{"name":"a","port":53,"protocol":"UDP"},{"name":"b","port":53}]}}\
            """),
        document(Kind.SERVICE, "{\"spec\":{\"ports\":[{\"port\":80,\"targetPort\":0}]}}"),
        document(
            Kind.SERVICE_POLICY,
            """
            {"spec":{"targetRefs":[{"group":"","kind":"Service","name":"a"}],
             "probe":{"http":{"path":"/"},"interval":"1s","timeout":"500ms","rise":1,"fall":1},
             "balance":{"algorithm":"RoundRobin","panicThreshold":"50%","slowStart":"1s",
              "affinity":{"cookie":{"name":"a","ttl":"1s"}},"zones":"Prefer",
              "priorities":[{"zones":["a"],"labels":{"a":"b"}},{"labels":{"a":"c"}}]},
             "eject":{"consecutiveErrors":1,"baseTime":"1s","maxTime":"60s","maxEjected":"50%"},
             "limit":{"maxConnections":1,"maxPending":1,"maxRequests":1},
             "retry":{"attempts":1,"hedge":"P95","budget":{"ratio":"20%","minPerSecond":1}},
             "timeout":{"connect":"1s","request":"1s","idle":"1s","perTry":"1s"}}}\
            """),
        document(
            Kind.SERVICE_POLICY,
            """
            {"spec":{"targetRefs":[{"name":"a"},{"name":"b"}],
             "probe":{"command":["true","x"],"timeout":"1s"},"eject":{"maxTime":"2s"}}}\
            """),
        document(
            Kind.SERVICE_POLICY,
            "{\"spec\":{\"targetRefs\":[{\"name\":\"a\"}],\"probe\":{\"tcp\":{}}}}"),
        document(
            Kind.SERVICE_POLICY,
            """
            {"spec":{"targetRefs":[{"name":"a"}],"probe":{"startPeriod":"1s","http":{"path":"/",
             "scheme":"https","insecureSkipVerify":true,"host":"a","status":{"from":200,"to":299},
             "headers":{"a":"b"},"authorities":"-----BEGIN CERTIFICATE-----","keepAlive":false}}}}\
            """),
        document(
            Kind.SERVICE_POLICY,
            "{\"spec\":{\"targetRefs\":[{\"name\":\"a\"}],\"probe\":{\"process\":{}}}}"),
        document(
            Kind.SERVICE_POLICY,
            "{\"spec\":{\"targetRefs\":[{\"name\":\"a\"}],\"probe\":{\"push\":{\"ttl\":\"5s\"}}}}"),
        document(
            Kind.SERVICE_POLICY,
            """
            {"spec":{"targetRefs":[{"name":"a"}],"probe":{"grpc":{"service":"a.B","keepAlive":true}}}}\
            """),
        balanced("{\"algorithm\":\"Maglev\",\"slowStart\":\"0s\",\"hashOn\":{\"header\":\"a\"}}"),
        balanced("{\"algorithm\":\"RingHash\",\"zones\":\"Ignore\",\"hashOn\":{\"cookie\":\"a\"}}"),
        balanced("{\"algorithm\":\"Maglev\",\"hashOn\":{\"sourceAddress\":{}}}"),
        balanced("{\"algorithm\":\"Maglev\",\"hashOn\":{\"path\":{}}}"),
        balanced("{\"fallback\":{\"service\":\"b-2\"}}"),
        balanced("{\"affinity\":{\"header\":\"x-a\"},\"priorities\":[{\"zones\":[\"a\",\"b\"]}]}"));
  }

  private static Arguments balanced(String balance) {
    return document(
        Kind.SERVICE_POLICY,
        "{\"spec\":{\"targetRefs\":[{\"name\":\"a\"}],\"balance\":" + balance + "}}");
  }

  private static Arguments document(Kind kind, String json) {
    return Arguments.of(kind, json);
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("documents")
  void agreeOnEveryValueInEveryField(Kind kind, String json) {
    Map<String, Object> base = tree(json);
    assertThat(javaErrors(kind, base)).isEmpty();
    assertThat(schemaErrors(kind, base)).isEmpty();
    for (List<Object> path : paths(base)) {
      for (Object value : VALUES) {
        agree(kind, changed(tree(json), path, value), path + " = " + value);
      }
      agree(kind, changed(tree(json), path, null), path + " left out");
    }
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("documents")
  void agreeOnDocumentsWithSeveralChanges(Kind kind, String json) {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    List<List<Object>> paths = paths(tree(json));
    for (int i = 0; i < RANDOM_DOCUMENTS; i++) {
      Map<String, Object> document = tree(json);
      int changes = 2 + random.nextInt(3);
      for (int c = 0; c < changes; c++) {
        List<Object> path = paths.get(random.nextInt(paths.size()));
        Object value = random.nextInt(4) == 0 ? null : VALUES.get(random.nextInt(VALUES.size()));
        changed(document, path, value);
      }
      agree(kind, document, "seed " + seed);
    }
  }

  private static void agree(Kind kind, Map<String, Object> document, String how) {
    List<FieldError> java = javaErrors(kind, document);
    List<FieldError> schema = schemaErrors(kind, document);
    assertThat(schema.isEmpty())
        .as("%s %s%ntypes: %s%nschema: %s", how, JSON.writeValueAsString(document), java, schema)
        .isEqualTo(java.isEmpty());
  }

  private static List<FieldError> javaErrors(Kind kind, Map<String, Object> body) {
    var resource = new Resource(kind, Metadata.named("default", "x"), body, Map.of());
    return errors(() -> {
      switch (kind) {
        case ROUTEE -> Routee.fromResource(resource);
        case SERVICE -> Service.fromResource(resource);
        default -> ServicePolicy.fromResource(resource);
      }
    });
  }

  private static List<FieldError> schemaErrors(Kind kind, Map<String, Object> body) {
    return errors(() -> Schemas.check(kind, Schemas.withDefaults(kind, body), null, "it"));
  }

  private static List<FieldError> errors(Runnable check) {
    try {
      check.run();
      return List.of();
    } catch (InvalidResourceException e) {
      return e.errors();
    }
  }

  /** Where something stands in a document, and one place more in every object. */
  private static List<List<Object>> paths(Object tree) {
    var paths = new ArrayList<List<Object>>();
    collect(tree, List.of(), paths);
    return paths;
  }

  private static void collect(Object tree, List<Object> path, List<List<Object>> paths) {
    if (!path.isEmpty()) {
      paths.add(path);
    }
    if (tree instanceof Map<?, ?> map) {
      map.forEach((name, value) -> collect(value, longer(path, name), paths));
      paths.add(longer(path, "unknown"));
    } else if (tree instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        collect(list.get(i), longer(path, i), paths);
      }
      paths.add(longer(path, list.size()));
    }
  }

  private static List<Object> longer(List<Object> path, Object last) {
    var longer = new ArrayList<Object>(path);
    longer.add(last);
    return longer;
  }

  /**
   * Puts a value at a path, or takes away what stands there; a path that is gone changes nothing.
   */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> changed(
      Map<String, Object> tree,
      List<Object> path,
      @org.jspecify.annotations.Nullable Object value) {
    Object at = tree;
    for (Object step : path.subList(0, path.size() - 1)) {
      at =
          switch (at) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list when step instanceof Integer i && i < list.size() -> list.get(i);
            case null, default -> null;
          };
    }
    Object last = path.getLast();
    if (at instanceof LinkedHashMap<?, ?> map && last instanceof String name) {
      if (value == null) {
        map.remove(name);
      } else {
        ((Map<String, Object>) map).put(name, value);
      }
    } else if (at instanceof ArrayList<?> list && last instanceof Integer i && i <= list.size()) {
      var elements = (List<Object>) list;
      if (value != null && i < list.size()) {
        elements.set(i, value);
      } else if (value != null) {
        elements.add(value);
      } else if (i < list.size()) {
        elements.remove(i.intValue());
      }
    }
    return tree;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(String json) {
    return JSON.readValue(json, LinkedHashMap.class);
  }
}
