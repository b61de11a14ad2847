package io.ubernetes.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `ubernetes version`.
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Prints the version of Ubernetes and of the JVM.")
final class VersionCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine()
          .getOut()
          .println("Ubernetes " + Version.text() + " (Java " + Runtime.version() + ")");
    }
  }
}
