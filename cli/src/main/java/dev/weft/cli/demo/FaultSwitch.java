package dev.weft.cli.demo;

import dev.weft.model.mesh.Routee;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks a member at its own port, past the mesh, to behave badly: the shop's services have addresses
 * for whoever wants to make trouble.
 */
final class FaultSwitch implements Fault.Maker {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final MeshView mesh;

  FaultSwitch(MeshView mesh) {
    this.mesh = mesh;
  }

  @Override
  public void set(Member member, Fault fault, int amount) throws InterruptedException {
    var uri = URI.create("http://" + address(member) + fault.path(amount));
    try (var client = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build()) {
      var request =
          HttpRequest.newBuilder(uri)
              .version(HttpClient.Version.HTTP_1_1)
              .timeout(TIMEOUT)
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IllegalStateException(uri + " answered " + status);
      }
    } catch (IOException e) {
      throw new IllegalStateException(member.name() + " cannot be asked at " + uri + ": " + e, e);
    }
  }

  private String address(Member member) {
    return mesh.snapshots().current().services().values().stream()
        .flatMap(service -> service.routees().stream())
        .filter(routee -> routee.id().equals(member.id()))
        .findFirst()
        .map(Routee::hostAndPort)
        .orElseThrow(() -> new IllegalStateException(member.name() + " is not in the registry"));
  }
}
