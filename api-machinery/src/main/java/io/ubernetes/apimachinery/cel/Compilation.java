package io.ubernetes.apimachinery.cel;

/// What became of an expression that was to be compiled.
public sealed interface Compilation {

  /// It can be evaluated.
  record Compiled(CelProgram program) implements Compilation {}

  /// It is wrong.
  ///
  /// @param message the errors with their places, as cel-go prints them: `ERROR: <input>:1:5:
  ///   undefined field 'foo'...`
  record Failed(String message) implements Compilation {}
}
