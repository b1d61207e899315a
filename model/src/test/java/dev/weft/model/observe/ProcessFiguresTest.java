package dev.weft.model.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.observe.ProcessFigures.Figure;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessFiguresTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatIsWrittenToTheHeapIsResident() {
    Map<String, Figure> figures =
        ProcessFigures.all().stream().collect(Collectors.toMap(Figure::name, figure -> figure));
    byte[] written = new byte[32 << 20];
    Arrays.fill(written, (byte) 1);

    double resident =
        Objects.requireNonNull(figures.get("process_resident_memory_bytes")).value().getAsDouble();

    assertThat(resident).isGreaterThan(written.length);
    assertThat(resident).isLessThan(64e9);
    assertThat(written[written.length - 1]).isEqualTo((byte) 1);
  }
}
