package dev.weft.broker.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HopByHopTest {
  private final Head head = new Head();

  private List<String> left() {
    var names = new ArrayList<String>();
    for (int i = 0; i < head.fields(); i++) {
      if (!head.dropped(i)) {
        names.add(head.name(i) + "=" + head.value(i));
      }
    }
    return names;
  }

  @Test
  void dropsWhatConnectionNamesAndWhatConcernsOneConnection() {
    head.add("Accept", "x");
    head.add("Connection", "x-foo , ,X-BAR,keep-alive");
    head.add("X-Foo", "1");
    head.add("x-bar", "2");
    head.add("Keep-Alive", "timeout=5");
    head.add("Proxy-Connection", "keep-alive");
    head.add("Upgrade", "h2c");
    head.add("HTTP2-Settings", "AAMAAABkAAQAAP__");
    head.add("X-Foobar", "3");
    assertThat(HopByHop.strip(head)).isEqualTo(HopByHop.KEEP_ALIVE);
    assertThat(left()).containsExactly("Accept=x", "X-Foobar=3");
  }

  @Test
  void readsAllConnectionFieldsThereAre() {
    head.add("Connection", "Upgrade");
    head.add("connection", "close, x-foo");
    head.add("X-Foo", "1");
    assertThat(HopByHop.strip(head)).isEqualTo(HopByHop.UPGRADE | HopByHop.CLOSE);
    assertThat(left()).isEmpty();
  }

  @Test
  void keepsWhatFramesAndRoutesEvenIfConnectionNamesIt() {
    head.add("Connection", "host, content-length, transfer-encoding, via");
    head.add("Host", "orders");
    head.add("Content-Length", "5");
    head.add("Transfer-Encoding", "chunked");
    head.add("Via", "1.1 other");
    HopByHop.strip(head);
    assertThat(left()).hasSize(4);
  }

  @Test
  void keepsOfTeThatTrailersAreUnderstood() {
    head.add("Connection", "TE");
    head.add("TE", "gzip;q=0.5 , Trailers");
    HopByHop.strip(head);
    assertThat(left()).containsExactly("Te=trailers");
    head.begin();
    head.add("TE", "gzip");
    HopByHop.strip(head);
    assertThat(left()).isEmpty();
  }
}
