package io.ubernetes.bench;

import picocli.CommandLine;

/// The load tool's process.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new BenchCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((failure, arguments) -> {
          String name = failure.getCommandLine().getCommandSpec().qualifiedName();
          failure
              .getCommandLine()
              .getErr()
              .println(name + ": " + failure.getMessage() + " (see " + name + " --help)");
          return CommandLine.ExitCode.USAGE;
        })
        .setExecutionExceptionHandler((failure, command, result) -> {
          String message = failure.getMessage();
          command.getErr().println("ubernetes bench: " + (message == null ? failure : message));
          return failure instanceof UsageException
              ? CommandLine.ExitCode.USAGE
              : CommandLine.ExitCode.SOFTWARE;
        });
  }
}
