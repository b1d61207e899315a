package dev.weft.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.access.Scope;
import dev.weft.model.resource.Kind;
import dev.weft.registry.Registry;
import dev.weft.registry.store.Backup;
import dev.weft.testkit.FakeClock;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupDownloadTest {
  private static final String BACKUP = "/apis/weft.dev/v1/backup";
  private static final int SERVICES = 50;

  @TempDir Path original;
  @TempDir Path restored;

  @Test
  void streamsWhatCanBeRestored() throws Exception {
    var clock = new FakeClock();
    Backup.Restored result;
    try (var mesh = new ServedMesh(original);
        var client = HttpClient.newHttpClient()) {
      for (int i = 0; i < SERVICES; i++) {
        mesh.put(ServedMesh.SERVICES + "/orders-" + i, "{\"spec\": {}}");
      }
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + mesh.server.port() + BACKUP));
      HttpResponse<InputStream> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      try (InputStream body = answer.body()) {
        result = Backup.restore(body, restored, false, clock);
      }
      assertThat(result.revision()).isEqualTo(mesh.registry.catalog().revision());
    }
    try (var registry = Registry.open(restored, clock)) {
      assertThat(registry.catalog().list(Kind.SERVICE, "default").documents()).hasSize(SERVICES);
      assertThat(registry.catalog().revision()).isGreaterThanOrEqualTo(result.continuesAt());
    }
  }

  @Test
  void restoresWhoMay() throws Exception {
    var clock = new FakeClock();
    String admin;
    try (var mesh = new ServedMesh(original)) {
      admin = mesh.token(Scope.ADMIN);
      byte[] backup = mesh.raw(mesh.as(admin, BACKUP)).body();
      Backup.restore(new ByteArrayInputStream(backup), restored, false, clock);
    }
    try (var mesh = new ServedMesh(restored)) {
      assertThat(mesh.raw(mesh.request(ServedMesh.SERVICES)).statusCode()).isEqualTo(401);
      assertThat(mesh.send(mesh.as(admin, ServedMesh.SERVICES)).code()).isEqualTo(200);
    }
  }

  @Test
  void isReadAndNotWritten() throws Exception {
    try (var mesh = new ServedMesh(original)) {
      assertThat(mesh.put(BACKUP, "{}").code()).isEqualTo(405);
    }
  }
}
