package io.ubernetes.apimachinery.cel.library;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;

/// One form of a function: how it is declared and what it does.
///
/// @param name as it is called; several forms may share it
/// @param id cel-go's name of the form
/// @param declaration its types
/// @param binding what it does, with the classes of its arguments
record Function(String name, String id, CelOverloadDecl declaration, CelFunctionBinding binding) {

  /// What a function does.
  @FunctionalInterface
  interface Body {
    /// @throws Failure when there is no result
    Object apply(Object... arguments);
  }

  /// A function that is called with its arguments in brackets.
  static Function global(
      String name,
      String id,
      CelType result,
      List<CelType> parameters,
      List<Class<?>> classes,
      Body body) {
    return new Function(
        name,
        id,
        CelOverloadDecl.newGlobalOverload(id, result, parameters),
        binding(id, classes, body));
  }

  /// A function that is called on its first argument.
  static Function member(
      String name,
      String id,
      CelType result,
      List<CelType> parameters,
      List<Class<?>> classes,
      Body body) {
    return new Function(
        name,
        id,
        CelOverloadDecl.newMemberOverload(id, result, parameters),
        binding(id, classes, body));
  }

  /// The engine chooses among forms by the classes of arguments only where they are one or two and
  /// were given as such.
  @SuppressWarnings(
      "Immutable") // the engine asks for immutable bodies, and all are: none has fields
  private static CelFunctionBinding binding(String id, List<Class<?>> classes, Body body) {
    return switch (classes.size()) {
      case 1 -> CelFunctionBinding.from(id, classes.getFirst(), one -> body.apply(one));
      case 2 ->
          CelFunctionBinding.from(
              id, classes.getFirst(), classes.getLast(), (one, other) -> body.apply(one, other));
      default -> CelFunctionBinding.from(id, classes, body::apply);
    };
  }
}
