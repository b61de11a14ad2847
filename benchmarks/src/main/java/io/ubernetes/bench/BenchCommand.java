package io.ubernetes.bench;

import picocli.CommandLine.Command;

/// `ubernetes bench`: its subcommands do the work.
@Command(
    name = "ubernetes bench",
    description = "Measures API servers and federations, ours and others alike.",
    mixinStandardHelpOptions = true,
    version = "0.1.0",
    subcommands = {
      ApiCommand.class,
      PropagationCommand.class,
      SchedulerCommand.class,
      SoakCommand.class,
      SizeCommand.class,
      SeatsCommand.class,
      AllCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class BenchCommand {}
