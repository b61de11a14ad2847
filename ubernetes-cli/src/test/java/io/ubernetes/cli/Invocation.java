package io.ubernetes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// One run of the command line in this process.
///
/// @param err what it wrote to standard error
record Invocation(int exitCode, String out, String err) {

  static Invocation of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    int exitCode = command.execute(arguments);
    return new Invocation(exitCode, out.toString(), err.toString());
  }

  /// It failed so, and said in one line why.
  void assertFailedInOneLine(int code, String... contained) {
    assertThat(exitCode).as(err).isEqualTo(code);
    assertThat(err.lines()).hasSize(1);
    assertThat(err).contains(contained);
  }
}
