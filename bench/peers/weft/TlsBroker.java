import dev.weft.broker.Broker;
import dev.weft.broker.admin.AgentAdmin;
import dev.weft.model.time.SystemClock;
import dev.weft.model.tls.CertifiedKey;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code TlsBroker PORT TLS_PORT CERTIFICATE KEY ORIGIN ORIGIN}: the broker and its metrics with a
 * Gateway's listener for TLS, without a registry and a probe.
 */
public final class TlsBroker {
  public static void main(String[] args) throws Exception {
    var key =
        CertifiedKey.read(
            Files.readAllBytes(Path.of(args[2])), Files.readAllBytes(Path.of(args[3])));
    var source = Origins.overTls(args[4], args[5], Integer.parseInt(args[1]), key);
    var clock = new SystemClock();
    var broker =
        Broker.start(new Broker.Options("127.0.0.1", Integer.parseInt(args[0]), 0), source, clock);
    AgentAdmin.start("127.0.0.1", 0, broker, source, clock);
    Thread.currentThread().join();
  }
}
