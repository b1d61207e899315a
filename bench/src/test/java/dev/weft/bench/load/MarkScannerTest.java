package dev.weft.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class MarkScannerTest {

  @Test
  void findsEveryMarkHoweverTheTextIsCut() {
    byte[] first = new Ask.Register(7, 12_345, 0, 0).document();
    byte[] second = new Ask.Register(31, 99, 15, 0).document();
    for (int cut = 0; cut <= first.length; cut++) {
      var found = new ArrayList<String>();
      var scanner = new MarkScanner((mark, index) -> found.add(mark + " of " + index));

      scanner.read(ByteBuffer.wrap(first, 0, cut));
      scanner.read(ByteBuffer.wrap(first, cut, first.length - cut));
      scanner.read(ByteBuffer.wrap(second));

      assertThat(found).as("cut at %d", cut).containsExactly("12345 of 7", "99 of 31");
    }
  }
}
