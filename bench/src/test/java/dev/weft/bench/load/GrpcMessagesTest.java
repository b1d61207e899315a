package dev.weft.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class GrpcMessagesTest {

  @Test
  void countsMessagesHoweverTheyAreCut() {
    ByteBuffer two = ByteBuffer.allocate(100);
    for (int length : new int[] {3, 40}) {
      two.put((byte) 0).putInt(length).put(new byte[length]);
    }
    int end = two.position();
    for (int cut = 0; cut <= end; cut++) {
      var messages = new GrpcMessages();

      messages.read(ByteBuffer.wrap(two.array(), 0, cut));
      messages.read(ByteBuffer.wrap(two.array(), cut, end - cut));

      assertThat(messages.count()).as("cut at %d", cut).isEqualTo(2);
    }
  }

  @Test
  void aLeaseThatLivesHasATtlAtTheEnd() {
    assertThat(endsInTtl(new Protobuf().number(2, 7).number(3, 15))).isTrue();
    assertThat(endsInTtl(new Protobuf().number(2, 7).number(3, 600))).isTrue();
    assertThat(endsInTtl(new Protobuf().number(2, 7))).isFalse();
  }

  private static boolean endsInTtl(Protobuf message) {
    byte[] bytes = message.toBytes();
    var messages = new GrpcMessages();
    messages.read(ByteBuffer.allocate(100).put((byte) 0).putInt(bytes.length).put(bytes).flip());
    return messages.endsInTtl();
  }
}
