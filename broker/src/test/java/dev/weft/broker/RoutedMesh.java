package dev.weft.broker;

import dev.weft.model.mesh.Snapshot.ServiceState;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A mesh whose service {@code orders} has rules; v1 and v2 stand behind it. */
abstract class RoutedMesh {
  BrokerFixture mesh;
  RawRoutee v1;
  RawRoutee v2;

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    v1 = RawRoutee.answering("v1");
    v2 = RawRoutee.answering("v2");
    mesh.put(service("orders", v1), service("v1", v1), service("v2", v2));
  }

  static ServiceState service(String name, RawRoutee routee) {
    return MeshFixture.service(name)
        .routee(name + "-1", routee.port())
        .eject(MeshFixture.NEVER_EJECT)
        .build();
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    v1.close();
    v2.close();
  }

  void rules(RulesFixture... rules) {
    mesh.snapshots.route(RulesFixture.of("orders", rules));
  }

  RawCaller.Answer get(String path, String... headers) throws IOException {
    return send("GET", path, headers);
  }

  RawCaller.Answer send(String method, String path, String... headers) throws IOException {
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    try (RawCaller caller = mesh.caller()) {
      return caller
          .send(method + " " + path + " HTTP/1.1\r\nHost: orders\r\n" + lines + "\r\n")
          .read();
    }
  }
}
