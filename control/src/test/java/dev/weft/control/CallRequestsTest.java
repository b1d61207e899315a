package dev.weft.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.observe.BrokerView;
import dev.weft.model.observe.CallQuestion;
import dev.weft.model.observe.ExchangeFilter;
import dev.weft.model.observe.LiveExchanges;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions about calls, over the API, to a broker that is played. */
class CallRequestsTest {
  private static final String WEFT = "/apis/weft.dev/v1";

  @TempDir Path dataDir;
  private final Played broker = new Played();
  private ServedMesh mesh;

  @BeforeEach
  void start() {
    mesh = new ServedMesh(dataDir);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @Test
  void withoutABrokerItSaysWhomToAsk() {
    assertThat(mesh.get(WEFT + "/explain?url=orders/").code()).isEqualTo(501);
    assertThat(mesh.get(WEFT + "/exchanges").message()).contains("--agent");
  }

  @Test
  void asksByQueryAndByBody() {
    mesh.broker.is(broker);
    assertThat(
            mesh.get(WEFT + "/explain?method=PUT&url=orders%2Fcart&header=a:1&header=b:2").tree())
        .containsEntry("asked", "PUT orders/cart [a=1, b=2] 127.0.0.1");
    assertThat(
            mesh.send(
                    mesh.request(WEFT + "/explain")
                        .POST(
                            BodyPublishers.ofString(
                                "{\"url\": \"orders/\", \"headers\": {\"a\": \"1\"}}")))
                .tree())
        .containsEntry("asked", "GET orders/ [a=1] 127.0.0.1");
    assertThat(mesh.get(WEFT + "/explain").code()).isEqualTo(400);
    assertThat(mesh.get(WEFT + "/explain?url=bad").message()).isEqualTo("bad is no URL");
    assertThat(mesh.delete(WEFT + "/explain").code()).isEqualTo(405);
  }

  @Test
  void showsWhatIsRemembered() {
    mesh.broker.is(broker);
    assertThat(mesh.get(WEFT + "/exchanges/0123456789abcdef").tree())
        .containsEntry("exchange", "0123456789abcdef");
    assertThat(mesh.get(WEFT + "/exchanges/fedcba9876543210").code()).isEqualTo(404);
    assertThat(
            mesh.get(WEFT + "/exchanges?service=orders&status=5xx&failed=1&limit=3").list("items"))
        .hasSize(1);
    assertThat(mesh.get(WEFT + "/exchanges?limit=many").message()).contains("limit", "many");
    assertThat(mesh.get(WEFT + "/exchanges?colour=red").message()).contains("colour");
  }

  @Test
  void aTapIsALineForEachAndEndsWithTheLastThatIsWanted() {
    mesh.broker.is(broker);
    broker.live.add(Map.of("exchange", "1"));
    broker.live.add(Map.of("dropped", 7));
    broker.live.add(Map.of("exchange", "2"));
    byte[] body = mesh.raw(mesh.request(WEFT + "/tap?limit=2")).body();
    assertThat(new String(body, StandardCharsets.UTF_8).strip().lines())
        .containsExactly("{\"exchange\":\"1\"}", "{\"dropped\":7}", "{\"exchange\":\"2\"}");
    assertThat(broker.closed).isTrue();
  }

  private static final class Played implements BrokerView {
    private final BlockingQueue<Map<String, Object>> live = new ArrayBlockingQueue<>(10);
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public Map<String, Object> explain(CallQuestion question) {
      if (question.url().equals("bad")) {
        throw new IllegalArgumentException("bad is no URL");
      }
      return Map.of(
          "asked",
          question.method()
              + " "
              + question.url()
              + " "
              + question.headers()
              + " "
              + question.from());
    }

    @Override
    public @Nullable Map<String, Object> exchange(String id) {
      return id.startsWith("0") ? Map.of("exchange", id) : null;
    }

    @Override
    public List<Map<String, Object>> exchanges(ExchangeFilter filter) {
      return List.of(Map.of("service", filter.service()));
    }

    @Override
    public LiveExchanges tap(ExchangeFilter filter) {
      return new LiveExchanges() {
        @Override
        public @Nullable Map<String, Object> next(Duration longest) throws InterruptedException {
          return live.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
          closed.set(true);
        }
      };
    }
  }
}
