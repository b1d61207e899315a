package dev.weft.registry.alert;

import dev.weft.model.observe.MeshEvent.Severity;
import java.util.List;

/** Writes alerts to the log. */
final class LogSink implements AlertSink {
  private static final System.Logger LOG = System.getLogger(LogSink.class.getName());

  @Override
  public void changed(List<Alert> changes) {
    for (Alert alert : changes) {
      String title = alert.rule().title();
      if (!alert.firing()) {
        LOG.log(System.Logger.Level.INFO, "alert over: {0} {1}", title, alert.subject());
      } else {
        boolean critical = alert.rule().severity() == Severity.CRITICAL;
        LOG.log(
            critical ? System.Logger.Level.ERROR : System.Logger.Level.WARNING,
            "ALERT {0}: {1}",
            title,
            alert.message());
      }
    }
  }
}
