package dev.weft.control.page;

import dev.weft.control.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A tab of the browser: what a person does with it, and what can be seen. Whatever the page writes
 * to the console as an error, throws or is refused by its policy is kept as a complaint.
 */
final class Tab implements AutoCloseable, WebSocket.Listener {
  private static final int PATIENCE_SECONDS = 30;

  private final Map<Integer, CompletableFuture<Map<String, Object>>> waiting =
      new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Map<String, byte[]> recorded = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final StringBuilder partial = new StringBuilder();

  /** Done when all that was sent is out. */
  private CompletableFuture<WebSocket> last = new CompletableFuture<>();

  private Tab() {}

  static Tab attach(HttpClient client, URI uri) throws IOException, InterruptedException {
    var tab = new Tab();
    tab.last = client.newWebSocketBuilder().buildAsync(uri, tab);
    tab.call("Runtime.enable", Map.of());
    tab.call("Log.enable", Map.of());
    tab.call("Page.enable", Map.of());
    return tab;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      Map<String, Object> message =
          Json.readObject(partial.toString().getBytes(StandardCharsets.UTF_8));
      partial.setLength(0);
      if (message.get("id") instanceof Number id) {
        Objects.requireNonNull(waiting.remove(id.intValue())).complete(message);
      } else {
        happened(String.valueOf(message.get("method")), map(message.get("params")));
      }
    }
    from.request(1);
    return null;
  }

  private void happened(String event, Map<?, ?> params) {
    switch (event) {
      case "Runtime.exceptionThrown" -> complaints.add("thrown: " + params);
      case "Log.entryAdded" -> {
        Map<?, ?> entry = map(params.get("entry"));
        if (List.of("error", "warning").contains(entry.get("level"))) {
          complaints.add(entry.get("source") + ": " + entry.get("text") + " " + entry.get("url"));
        }
      }
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(params.get("type"))) {
          complaints.add("console: " + params.get("args"));
        }
      }
      case "Fetch.requestPaused" -> answerAsRecorded(params);
      default -> {}
    }
  }

  /** What the page complained of so far. */
  List<String> complaints() {
    return complaints;
  }

  /** From now on requests for a path are answered by recorded data instead of the server. */
  void answer(String path, byte[] json) {
    recorded.put(path, json);
    List<Map<String, String>> patterns =
        recorded.keySet().stream().map(one -> Map.of("urlPattern", "*" + one + "*")).toList();
    call("Fetch.enable", Map.of("patterns", patterns));
  }

  private void answerAsRecorded(Map<?, ?> params) {
    String path = URI.create(String.valueOf(map(params.get("request")).get("url"))).getPath();
    byte[] json = recorded.get(path);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("requestId", String.valueOf(params.get("requestId")));
    if (json != null) {
      answer.put("responseCode", 200);
      answer.put(
          "responseHeaders", List.of(Map.of("name", "Content-Type", "value", "application/json")));
      answer.put("body", Base64.getEncoder().encodeToString(json));
    }
    // Not awaited: the answer would come on this thread.
    var _ = send(json == null ? "Fetch.continueRequest" : "Fetch.fulfillRequest", answer);
  }

  /** Opens an address; returns when the document and its scripts are loaded. */
  void open(URI uri) {
    call("Page.navigate", Map.of("url", "about:blank"));
    call("Page.navigate", Map.of("url", uri.toString()));
    await("location.href.startsWith('http') && document.readyState === 'complete'");
  }

  /** The width and height of the window, and which colours its owner likes. */
  void looksLike(int width, int height, boolean dark) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** The value of an expression; a promise is waited for. */
  @Nullable Object value(String expression) {
    Map<String, Object> answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + " threw " + answer.get("exceptionDetails"));
    }
    return map(answer.get("result")).get("value");
  }

  /** Waits, in the page, until an expression is true. */
  void await(String condition) {
    boolean done =
        Boolean.TRUE.equals(
            value(
                """
                new Promise(done => {
                  const end = performance.now() + 20000;
                  (function look() {
                    let met = false;
                    try { met = Boolean(%s); } catch (e) { met = false; }
                    if (met || performance.now() > end) done(met); else setTimeout(look, 30);
                  })();
                })
                """
                    .formatted(condition)));
    if (!done) {
      throw new AssertionError(
          condition + " did not come true. The page says:\n" + text() + "\nand " + complaints);
    }
  }

  /** Waits until a text can be read somewhere on the page. */
  void awaitText(String text) {
    await("document.body.innerText.includes(" + quoted(text) + ")");
  }

  String text() {
    return String.valueOf(value("document.body.innerText"));
  }

  /** Clicks on the first element that a selector matches and whose text contains another. */
  void click(String selector, String text) {
    String found =
        "[...document.querySelectorAll(%s)].find(e => e.textContent.includes(%s))"
            .formatted(quoted(selector), quoted(text));
    await(found);
    value(found + ".click()");
  }

  /** Presses and releases a key, as Tab, Enter or Escape. */
  void press(String key) {
    var codes = Map.of("Tab", 9, "Enter", 13, "Escape", 27);
    var event = new LinkedHashMap<String, Object>();
    event.put("key", key);
    event.put("code", key.length() == 1 ? "" : key);
    int code = codes.getOrDefault(key, (int) key.charAt(0));
    event.put("windowsVirtualKeyCode", code);
    String text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
    if (!text.isEmpty()) {
      event.put("text", text);
    }
    event.put("type", text.isEmpty() ? "rawKeyDown" : "keyDown");
    call("Input.dispatchKeyEvent", event);
    event.put("type", "keyUp");
    event.remove("text");
    call("Input.dispatchKeyEvent", event);
  }

  /** Types into what has the focus. */
  void type(String text) {
    call("Input.insertText", Map.of("text", text));
  }

  void screenshot(Path file) throws IOException {
    Object data = call("Page.captureScreenshot", Map.of("format", "png")).get("data");
    Files.write(file, Base64.getDecoder().decode(String.valueOf(data)));
  }

  static String quoted(String text) {
    return new String(Json.write(text), StandardCharsets.UTF_8);
  }

  private Map<String, Object> call(String method, Map<String, Object> params) {
    Map<String, Object> answer = get(send(method, params), method);
    if (answer.containsKey("error")) {
      throw new AssertionError(method + ": " + answer.get("error"));
    }
    var result = new LinkedHashMap<String, Object>();
    map(answer.get("result")).forEach((name, value) -> result.put(String.valueOf(name), value));
    return result;
  }

  private CompletableFuture<Map<String, Object>> send(String method, Map<String, Object> params) {
    int number = numbers.incrementAndGet();
    var answer = new CompletableFuture<Map<String, Object>>();
    waiting.put(number, answer);
    byte[] json = Json.write(Map.of("id", number, "method", method, "params", params));
    // One text after the other: the client refuses a second one before the first is out.
    synchronized (this) {
      last = last.thenCompose(socket -> socket.sendText(text(json), true));
    }
    return answer;
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private static <T> T get(CompletableFuture<T> future, String what) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(what + " was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  @Override
  public void close() {
    var _ = send("Page.close", Map.of());
  }
}
