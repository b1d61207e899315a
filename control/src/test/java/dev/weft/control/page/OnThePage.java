package dev.weft.control.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A browser for all tests of a class, a mesh and a tab for each. */
abstract class OnThePage {
  private static @Nullable Browser browser;
  @TempDir Path dataDir;
  PageMesh mesh;
  Tab tab;

  @BeforeAll
  static void startBrowser() throws IOException {
    browser = Browser.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
      browser = null;
    }
  }

  @BeforeEach
  void start() throws IOException, InterruptedException {
    mesh = new PageMesh(dataDir);
    tab = Objects.requireNonNull(browser).open();
    tab.looksLike(1280, 900, false);
  }

  @AfterEach
  void stop() {
    tab.close();
    mesh.close();
  }
}
