package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads which check a policy asks for, and how it is done. */
final class ProbeCheckFields {
  private static final List<String> CHECKS =
      List.of("http", "grpc", "tcp", "command", "process", "push");
  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";
  private static final Duration DEFAULT_TTL = Duration.ofSeconds(10);
  private static final String VISIBLE = "visible ASCII only";

  private ProbeCheckFields() {}

  static ProbePolicy.Check read(Fields fields) {
    List<String> given = CHECKS.stream().filter(fields::has).toList();
    var read = new ArrayList<ProbePolicy.Check>();
    for (String check : given) {
      read.add(
          switch (check) {
            case "http" -> readHttp(fields.object("http"));
            case "grpc" -> readGrpc(fields.object("grpc"));
            case "command" -> new ProbePolicy.CommandCheck(readCommand(fields));
            case "process" -> readProcess(fields.object("process"));
            case "push" -> readPush(fields.object("push"));
            default -> readTcp(fields.object("tcp"));
          });
    }
    if (given.size() > 1) {
      fields.refuse(
          given.getFirst(), "with " + given.get(1), "allowed beside another: give one check");
    }
    return read.isEmpty() ? ProbePolicy.DEFAULT.check() : read.getFirst();
  }

  private static ProbePolicy.Check readTcp(Fields tcp) {
    tcp.refuseUnknown();
    return new ProbePolicy.TcpCheck();
  }

  private static ProbePolicy.Check readProcess(Fields process) {
    process.refuseUnknown();
    return new ProbePolicy.ProcessCheck();
  }

  private static ProbePolicy.Check readPush(Fields push) {
    Duration ttl = push.duration("ttl", DEFAULT_TTL, Duration.ofSeconds(1), ServicePolicy.ONE_HOUR);
    push.refuseUnknown();
    return new ProbePolicy.PushCheck(ttl);
  }

  private static ProbePolicy.Check readHttp(Fields http) {
    String path = http.text("path", "/");
    if (!path.startsWith("/") || !isVisible(path)) {
      http.refuse("path", path, "a path that starts with / and holds " + VISIBLE);
    }
    String scheme = http.text("scheme", "http");
    if (!scheme.equals("http") && !scheme.equals("https")) {
      http.refuse("scheme", scheme, "http or https");
    }
    boolean trusting = readFlag(http, "insecureSkipVerify", false);
    String host = http.text("host", "");
    if (!isVisible(host)) {
      http.refuse("host", host, "a name or an address, with a port or without: " + VISIBLE);
    }
    String authorities = http.text("authorities", "");
    if (http.has("authorities") && !authorities.contains(CERTIFICATE)) {
      http.refuse("authorities", authorities, "PEM with " + CERTIFICATE);
    }
    Fields status = http.object("status");
    int from = (int) status.number("from", 200, 100, 599);
    int to = (int) status.number("to", 399, from, 599);
    status.refuseUnknown();
    var check =
        new ProbePolicy.HttpCheck(
            path,
            scheme.equals("https"),
            trusting,
            host,
            from,
            to,
            readHeaders(http),
            authorities,
            readFlag(http, "keepAlive", true));
    http.refuseUnknown();
    return check;
  }

  private static Map<String, String> readHeaders(Fields http) {
    var headers = new TreeMap<>(http.texts("headers"));
    headers.forEach((name, value) -> {
      boolean named =
          !name.isEmpty()
              && name.chars()
                  .allMatch(
                      c -> (Character.isLetterOrDigit(c) && c < 0x7f) || "-_.".indexOf(c) >= 0);
      if (!named || !value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
        http.refuse("headers", name, "names of letters, digits, - and _ with values of one line");
      }
    });
    return headers;
  }

  private static ProbePolicy.Check readGrpc(Fields grpc) {
    String service = grpc.text("service", "");
    if (!isVisible(service)) {
      grpc.refuse("service", service, "the full name of a gRPC service, or empty for the server");
    }
    var check = new ProbePolicy.GrpcCheck(service, readFlag(grpc, "keepAlive", true));
    grpc.refuseUnknown();
    return check;
  }

  private static boolean readFlag(Fields fields, String name, boolean defaultValue) {
    if (fields.value(name) instanceof Boolean given) {
      return given;
    }
    if (fields.has(name)) {
      fields.refuse(name, fields.value(name), "true or false");
    }
    return defaultValue;
  }

  private static List<String> readCommand(Fields fields) {
    if (fields.value("command") instanceof List<?> words
        && !words.isEmpty()
        && words.stream().allMatch(String.class::isInstance)) {
      return words.stream().map(String.class::cast).toList();
    }
    fields.refuse("command", fields.value("command"), "a list of texts: the program and its words");
    return List.of("false");
  }

  private static boolean isVisible(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
