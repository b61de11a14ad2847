package io.ubernetes.cli;

import io.ubernetes.cli.kubeconfig.KubeconfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command line: one class for each command, and here what they have in common. Exit codes: 0
/// done, 1 it could not be done, 2 the command was wrong (a flag, a value, a file).
@Command(
    name = "ubernetes",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "One Kubernetes-style control plane over many Kubernetes clusters.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      ApiServerCommand.class,
      SchedulerCommand.class,
      ControllersCommand.class,
      SimulatorCommand.class,
      JoinCommand.class,
      UnjoinCommand.class,
      ExplainCommand.class,
      WhatIfCommand.class,
      VersionCommand.class,
      WarmUpCommand.class
    })
public final class Main implements Runnable {

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of what goes wrong.")
  private boolean verbose;

  @Option(
      names = "--log-level",
      scope = ScopeType.INHERIT,
      paramLabel = "LEVEL",
      description = "What is logged: ${COMPLETION-CANDIDATES}.")
  private @Nullable LogLevel logLevel;

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs a command in this process.
  ///
  /// @return the exit code
  public static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    Main main = new Main();
    return new CommandLine(main)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(main.logging(new RunLast()))
        .setParameterExceptionHandler(Main::wrongCommand)
        .setExecutionExceptionHandler(main::failed);
  }

  /// Without a command there is nothing to do but to say which there are.
  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "which command?");
    }
  }

  private IExecutionStrategy logging(IExecutionStrategy next) {
    return result -> {
      if (logLevel != null) {
        LogConfiguration.use(logLevel);
      }
      return next.execute(result);
    };
  }

  private static int wrongCommand(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = Failures.oneLine(failure);
    command.getErr().println(name + ": " + message + " (see " + name + " --help)");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /// What goes wrong at run time is told in one line: most people have no use for a stack trace.
  private int failed(Exception failure, CommandLine command, ParseResult result) {
    command.getErr().println("ubernetes: " + Failures.oneLine(failure));
    if (verbose) {
      failure.printStackTrace(command.getErr());
    }
    boolean isWrongCommand =
        failure instanceof UsageException || failure instanceof KubeconfigException;
    return isWrongCommand
        ? command.getCommandSpec().exitCodeOnInvalidInput()
        : command.getCommandSpec().exitCodeOnExecutionException();
  }
}
