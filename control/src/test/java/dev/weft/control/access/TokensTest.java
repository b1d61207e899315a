package dev.weft.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.control.ControlException;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.testkit.FakeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  @TempDir Path dataDir;
  private final FakeClock clock = new FakeClock();

  private static TokenRequest reading(String name) {
    return new TokenRequest(name, Set.of(Scope.READ), "", Set.of(), null);
  }

  @Test
  void recognisesATokenItMadeAndNoOther() {
    Tokens tokens = Tokens.in(dataDir, clock);
    NewToken made = tokens.create(reading("ci"));
    String secret = made.secret();
    int middle = secret.length() - 20;
    String altered =
        secret.substring(0, middle)
            + (secret.charAt(middle) == 'A' ? 'B' : 'A')
            + secret.substring(middle + 1);

    assertThat(tokens.callerOf(secret).orElseThrow().name()).isEqualTo("ci");
    for (String wrong :
        new String[] {
          "",
          "weft_",
          altered,
          secret + "x",
          secret.substring(1),
          "weft_0000000000_x",
          "x".repeat(100_000),
          secret.toUpperCase(java.util.Locale.ROOT)
        }) {
      assertThat(tokens.callerOf(wrong)).as(wrong.length() > 99 ? "long" : wrong).isEmpty();
    }
  }

  @Test
  void keepsOnlyTheHashInAFileThatItsOwnerAloneCanRead() throws Exception {
    NewToken made = Tokens.in(dataDir.resolve("new"), clock).create(reading("ci"));
    Path file = dataDir.resolve("new/tokens.json");

    assertThat(Files.readString(file))
        .contains(made.token().id(), made.token().sha256())
        .doesNotContain(made.secret().substring(16));
    assertThat(made.toString()).doesNotContain(made.secret().substring(16));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void noticesWhatAnotherProcessMakesAndRevokes() {
    Tokens running = Tokens.in(dataDir, clock);
    Tokens offline = Tokens.in(dataDir, clock);
    assertThat(running.required()).isFalse();

    NewToken made = offline.create(reading("ci"));
    clock.advance(Tokens.NOTICED_WITHIN);
    assertThat(running.required()).isTrue();
    assertThat(running.callerOf(made.secret())).isPresent();

    assertThat(offline.revoke(made.token().id())).isTrue();
    assertThat(offline.revoke(made.token().id())).isFalse();
    clock.advance(Tokens.NOTICED_WITHIN);
    assertThat(running.callerOf(made.secret())).isEmpty();
    assertThat(running.required()).isTrue();
  }

  @Test
  void revokingWhatThereIsNotClosesNothing() {
    Tokens tokens = Tokens.in(dataDir, clock);

    assertThat(tokens.revoke("0000000000")).isFalse();
    clock.advance(Tokens.NOTICED_WITHIN);
    assertThat(tokens.required()).isFalse();
    assertThat(dataDir.resolve("tokens.json")).doesNotExist();
  }

  @Test
  void staysClosedWhenTheFileGoesAwayOrBreaksWhileItRuns() throws Exception {
    Tokens tokens = Tokens.in(dataDir, clock);
    NewToken made = tokens.create(reading("ci"));

    Files.writeString(dataDir.resolve("tokens.json"), "{\"tokens\":[{");
    clock.advance(Tokens.NOTICED_WITHIN);
    assertThat(tokens.callerOf(made.secret())).as("known ones go on to count").isPresent();
    assertThatThrownBy(() -> Tokens.in(dataDir, clock))
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("tokens.json")
        .hasMessageContaining("line 1, column");

    Files.delete(dataDir.resolve("tokens.json"));
    clock.advance(Tokens.NOTICED_WITHIN);
    assertThat(tokens.required()).isTrue();
    assertThat(tokens.callerOf(made.secret())).isEmpty();
  }

  @Test
  void forgetsATokenWhoseTimeIsOver() {
    Tokens tokens = Tokens.in(dataDir, clock);
    NewToken made =
        tokens.create(
            new TokenRequest("ci", Set.of(Scope.READ), "", Set.of(), Duration.ofHours(1)));

    clock.advance(Duration.ofMinutes(59));
    assertThat(tokens.callerOf(made.secret())).isPresent();
    clock.advance(Duration.ofMinutes(1));
    assertThat(tokens.callerOf(made.secret())).isEmpty();
    assertThat(tokens.list()).extracting(Token::name).containsExactly("ci");
  }

  @Test
  void losesNoTokenThatIsMadeAtTheSameTime() throws Exception {
    Set<String> made = ConcurrentHashMap.newKeySet();
    var makers = new java.util.ArrayList<Thread>();
    for (int i = 0; i < 8; i++) {
      Tokens own = Tokens.in(dataDir, clock);
      makers.add(
          Thread.startVirtualThread(() -> {
            for (int j = 0; j < 5; j++) {
              made.add(own.create(reading("ci")).token().id());
            }
          }));
    }
    for (Thread maker : makers) {
      maker.join();
    }

    assertThat(made).hasSize(40);
    assertThat(Tokens.in(dataDir, clock).list())
        .extracting(Token::id)
        .containsExactlyInAnyOrderElementsOf(made);
  }

  @Test
  void namesEveryFieldOfARequestThatIsWrong() {
    assertThatThrownBy(() ->
            TokenRequest.fromTree(
                Map.of("name", "", "scopes", java.util.List.of("root"), "ttlSeconds", 0)))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("name")
        .hasMessageContaining("\"root\" is not one of read, register, agent, admin")
        .hasMessageContaining("ttlSeconds");
    assertThatThrownBy(() -> new TokenRequest("ci", Set.of(Scope.REGISTER), "", Set.of(), null))
        .hasMessageContaining("services");
    assertThatThrownBy(() -> new TokenRequest("ci", Set.of(Scope.READ), "", Set.of("orders"), null))
        .hasMessageContaining("without scope register");
  }
}
