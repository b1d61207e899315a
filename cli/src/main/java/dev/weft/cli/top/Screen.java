package dev.weft.cli.top;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that {@code weft top} draws on: its size, its keys, and its state as it was when
 * this is closed. Where the output is no terminal, or one that knows no control sequences, lines
 * follow each other.
 */
final class Screen implements AutoCloseable {
  private static final String OTHER_SCREEN = "\u001b[?1049h\u001b[?25l\u001b[?7l";
  private static final String USUAL_SCREEN = "\u001b[?7h\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_SCREEN = "\u001b[J";
  private static final int NO_MORE_KEYS = -1;

  /** In characters. */
  record Size(int width, int height) {}

  private final PrintStream out;
  private final boolean live;
  private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
  private final String state;
  private final Thread restoring = new Thread(this::restore);
  private boolean restored;

  private Screen(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
    state = live ? stty("-g") : "";
    if (live) {
      Runtime.getRuntime().addShutdownHook(restoring);
      stty("-icanon -echo min 1 time 0");
      out.print(OTHER_SCREEN);
      out.flush();
      Thread.ofPlatform().daemon().name("weft-top-keys").start(() -> readKeys(System.in));
    }
  }

  /**
   * Takes over the terminal if there is one that can be drawn on.
   *
   * @param once whether a single table will be shown
   */
  static Screen open(PrintStream out, boolean once, Map<String, String> environment) {
    return new Screen(out, !once && canDraw(environment));
  }

  @SuppressWarnings("SystemConsoleNull") // null it still is with -Djdk.console=java.base
  private static boolean canDraw(Map<String, String> environment) {
    @Nullable Console console = System.console();
    String kind = environment.getOrDefault("TERM", "dumb");
    return console != null && console.isTerminal() && !kind.equals("dumb") && !kind.isEmpty();
  }

  boolean live() {
    return live;
  }

  /** Of the terminal; else what COLUMNS says, or no bounds at all. */
  Size size(Map<String, String> environment) {
    if (live) {
      String[] words = stty("size").split(" ", -1);
      if (words.length == 2) {
        return new Size(number(words[1]), number(words[0]));
      }
    }
    return new Size(number(environment.getOrDefault("COLUMNS", "0")), 0);
  }

  private static int number(String text) {
    try {
      return Math.max(0, Integer.parseInt(text.strip()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Shows lines in the place of those before. */
  void show(List<String> lines) {
    var text = new StringBuilder(live ? HOME : "");
    for (int i = 0; i < lines.size(); i++) {
      text.append(lines.get(i)).append(live ? REST_OF_LINE : "");
      text.append(live && i == lines.size() - 1 ? "" : System.lineSeparator());
    }
    out.print(text.append(live ? REST_OF_SCREEN : ""));
    out.flush();
  }

  /** The next key; empty if none was pressed in time. */
  @Nullable Character key(Duration most) throws InterruptedException {
    @Nullable Integer key = keys.poll(most.toMillis(), TimeUnit.MILLISECONDS);
    return key == null || key == NO_MORE_KEYS ? null : (char) (int) key;
  }

  private void readKeys(InputStream in) {
    try {
      for (int key = in.read(); key >= 0; key = in.read()) {
        keys.add(key);
      }
    } catch (IOException e) {
      keys.add(NO_MORE_KEYS); // the terminal has gone: what is shown goes on until it is noticed
    }
  }

  /** What stty says; empty where there is none. */
  private static String stty(String arguments) {
    try {
      var process =
          new ProcessBuilder("sh", "-c", "stty " + arguments + " < /dev/tty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream said = process.getInputStream()) {
        return new String(said.readAllBytes(), StandardCharsets.US_ASCII).strip();
      }
    } catch (IOException e) {
      return "";
    }
  }

  private synchronized void restore() {
    if (live && !restored) {
      restored = true;
      out.print(USUAL_SCREEN);
      out.flush();
      stty(state.isEmpty() ? "sane" : state);
    }
  }

  @Override
  public void close() {
    restore();
    if (live) {
      try {
        Runtime.getRuntime().removeShutdownHook(restoring);
      } catch (IllegalStateException e) {
        return; // it runs already
      }
    }
  }
}
