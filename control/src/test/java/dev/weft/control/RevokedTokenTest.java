package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.routee;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import dev.weft.control.access.Scope;
import dev.weft.control.access.TokenRequest;
import dev.weft.control.access.Tokens;
import dev.weft.testkit.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A watch ends when its caller may no longer read. */
class RevokedTokenTest {
  @TempDir Path dataDir;
  private ServedMesh mesh;
  private String admin = "";

  @BeforeEach
  void start() {
    mesh = new ServedMesh(dataDir);
    admin = mesh.token(Scope.ADMIN);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @Test
  @Timeout(30)
  void endsAWatchWhoseTokenIsRevoked() throws Exception {
    String reader = mesh.token(Scope.READ);
    String version = mesh.send(mesh.as(admin, ROUTEES)).version();
    String query = "?watch=1&resourceVersion=" + version;
    try (var watch = mesh.watch(mesh.as(reader, ROUTEES + query));
        var all =
            mesh.watch(mesh.as(reader, "/apis/weft.dev/v1/watch?resourceVersion=" + version));
        var kept = mesh.watch(mesh.as(admin, ROUTEES + query))) {
      mesh.code("PUT", admin, ROUTEES + "/a", routee(1));
      assertThat(watch.nextShort()).isEqualTo("ADDED a");

      String id = reader.split("_", 3)[1];
      assertThat(mesh.code("DELETE", admin, "/apis/weft.dev/v1/tokens/" + id, "")).isEqualTo(200);

      for (var ended : List.of(watch, all)) {
        Answer last = lastOf(ended, mesh.clock);
        assertThat(last.type()).isEqualTo("ERROR");
        assertThat(last.map("object").get("code")).isEqualTo(401);
        assertThat(last.map("object").get("message")).asString().contains("revoked");
      }
      mesh.code("PUT", admin, ROUTEES + "/b", routee(1));
      assertThat(kept.nextShort()).isEqualTo("ADDED a");
      assertThat(kept.nextShort()).isEqualTo("ADDED b");
    }
  }

  @Test
  @Timeout(30)
  void endsTheWatchesOfEverybodyWhenTheFirstTokenIsMade(@TempDir Path open) throws Exception {
    try (var mine = new ServedMesh(open);
        var watch = mine.watch(ROUTEES + "?watch=1&resourceVersion=0")) {
      Tokens.in(open, mine.clock)
          .create(new TokenRequest("t", Set.of(Scope.ADMIN), "", Set.of(), null));

      assertThat(lastOf(watch, mine.clock).map("object").get("code")).isEqualTo(401);
    }
  }

  private static boolean done(FutureTask<?> task) throws Exception {
    try {
      task.get(20, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** The event with which a watch ends; time passes until it does, but less than it has. */
  private static Answer lastOf(ServedMesh.Lines watch, FakeClock clock) throws Exception {
    var error =
        new FutureTask<>(() -> {
          Answer event = watch.next();
          while (!event.type().equals("ERROR")) {
            event = watch.next();
          }
          watch.readToEnd();
          return event;
        });
    Thread.ofVirtual().start(error);
    for (int seconds = 0; seconds < 600; seconds++) {
      clock.advance(Duration.ofSeconds(1)); // its looks at the time count from when the loop has it
      if (done(error)) {
        return error.get();
      }
    }
    throw new AssertionError("the watch goes on");
  }
}
