package dev.weft.model.observe;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Exchanges as they end, for one reader. To be closed. */
public interface LiveExchanges extends AutoCloseable {
  /**
   * Waits for the next. Where some had to be dropped because the reader was slow, that is told
   * before it, as {@code {"dropped": N}}.
   *
   * @return null if there was none in that time
   */
  @Nullable Map<String, Object> next(Duration longest) throws InterruptedException;

  @Override
  void close();
}
