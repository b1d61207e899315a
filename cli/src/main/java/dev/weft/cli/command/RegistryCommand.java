package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import dev.weft.cli.node.RegistryNode;
import dev.weft.model.time.SystemClock;
import dev.weft.registry.Registry;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weft registry}: the registry alone, for agents on other hosts. */
@Command(
    name = "registry",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a registry without a broker: store, API, dashboard.",
      "Agents on other hosts follow it with 'weft agent --registry URL'. It probes the routees that"
          + " no agent looks after."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft registry --data /var/lib/weft",
      "  weft registry -f /etc/weft          follows the files of a folder",
      "  weft token create laptop --scope admin && weft registry --host 0.0.0.0"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RegistryCommand implements Callable<Integer> {
  @Mixin private FilesOption files;
  @Mixin private DataOption data;
  @Mixin private RegistryServing serving;
  @Mixin private AlertOptions alerts;

  @Override
  public Integer call() throws InterruptedException {
    var clock = new SystemClock();
    alerts.check();
    Path folder = data.folder();
    RegistryNode node =
        Failures.told(() ->
            RegistryNode.start(
                serving.options(folder, clock),
                () -> Registry.open(folder, clock),
                files.paths(),
                FilesOption::say,
                clock));
    alerts.sendFrom(node.registry().alerts(), node.uri(), clock);
    CountDownLatch stopped =
        Stopping.then(
            "stopping",
            () -> {
              node.close();
              clock.close();
            });
    System.out.println("weft " + Version.text());
    System.out.println("  registry  " + node.uri() + "   API, dashboard");
    System.out.println("ready");
    stopped.await();
    return ExitCode.OK;
  }
}
