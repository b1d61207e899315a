import dev.weft.broker.Broker;
import dev.weft.broker.accesslog.AccessLog;
import dev.weft.broker.accesslog.Format;
import dev.weft.broker.admin.AgentAdmin;
import dev.weft.broker.trace.Spans;
import dev.weft.broker.trace.TraceContext;
import dev.weft.model.time.SystemClock;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code ObservedBroker PORT ADMIN_PORT ORIGIN ORIGIN}: a broker with its metrics, whose signals
 * are taken each second as an agent does; with {@code -Dweft.edges=0} there are none to take. With
 * {@code -Dall=FILE} it also takes part in traces and writes an access log, one call in a hundred
 * of each; spans are made and thrown away.
 */
public final class ObservedBroker {
  private static final double SHARE = 0.01;

  public static void main(String[] args) throws Exception {
    var source = Origins.at(args[2], args[3]);
    var clock = new SystemClock();
    var broker =
        Broker.start(new Broker.Options("127.0.0.1", Integer.parseInt(args[0]), 1), source, clock);
    AgentAdmin.start("127.0.0.1", Integer.parseInt(args[1]), broker, source, clock);
    clock.every(Duration.ofSeconds(1), () -> broker.edges().report());
    if (System.getProperty("all") != null) {
      broker.trace(new TraceContext(SHARE));
      broker.observe(new Spans(trail -> true));
      var file = Path.of(System.getProperty("all"));
      var options = new AccessLog.Options(file, Format.JSON, SHARE, 64L << 20, 1);
      broker.observe(AccessLog.start(options, System.out, clock));
    }
    Thread.currentThread().join();
  }
}
