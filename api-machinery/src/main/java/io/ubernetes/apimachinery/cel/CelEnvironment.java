package io.ubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.ubernetes.apimachinery.cel.library.KubernetesLibraries;
import java.util.LinkedHashMap;
import java.util.Map;

/// The variables that some expressions may use, and the functions of Kubernetes 1.36. Immutable and
/// thread-safe; making one is cheap after the first, which loads the engine.
public final class CelEnvironment {

  private final CelCompiler compiler;
  private final Map<String, ValueType> variables;

  private CelEnvironment(CelCompiler compiler, Map<String, ValueType> variables) {
    this.compiler = compiler;
    this.variables = Map.copyOf(variables);
  }

  /// @param variables their types by their names; a name may have dots in it
  ///   (`authorizer.requestResource`)
  public static CelEnvironment of(Map<String, ValueType> variables) {
    CelTypes types = new CelTypes();
    CelCompilerBuilder builder = Engine.COMPILER.toCompilerBuilder();
    new LinkedHashMap<>(variables)
        .forEach((name, type) -> builder.addVar(name, types.declare(type)));
    builder.setTypeProvider(types);
    return new CelEnvironment(builder.build(), variables);
  }

  /// Compiles an expression; what its result must be is for the caller to check
  /// ([CelProgram#resultType]).
  public Compilation compile(String expression) {
    CelValidationResult result = compiler.compile(expression);
    if (result.hasError()) {
      return new Compilation.Failed(CompileErrors.message(result));
    }
    try {
      CelAbstractSyntaxTree ast = result.getAst();
      String invalid = CompileErrors.invalidLiterals(ast);
      return invalid.isEmpty()
          ? new Compilation.Compiled(
              new CelProgram(ast, Engine.RUNTIME.createProgram(ast), variables))
          : new Compilation.Failed(invalid);
    } catch (CelValidationException | CelEvaluationException unexpected) {
      return new Compilation.Failed(unexpected.toString());
    }
  }

  /// What all environments share; loaded with the first.
  private static final class Engine {
    private static final CelOptions OPTIONS =
        CelOptions.current()
            .populateMacroCalls(true)
            .enableHeterogeneousNumericComparisons(true)
            .enableOptionalSyntax(true)
            .build();

    private static final KubernetesLibraries KUBERNETES = new KubernetesLibraries();

    private static final CelStringExtensions STRINGS =
        CelExtensions.strings(
            CelStringExtensions.Function.CHAR_AT,
            CelStringExtensions.Function.INDEX_OF,
            CelStringExtensions.Function.JOIN,
            CelStringExtensions.Function.LAST_INDEX_OF,
            CelStringExtensions.Function.LOWER_ASCII,
            CelStringExtensions.Function.QUOTE,
            CelStringExtensions.Function.REPLACE,
            CelStringExtensions.Function.SPLIT,
            CelStringExtensions.Function.SUBSTRING,
            CelStringExtensions.Function.TRIM,
            CelStringExtensions.Function.UPPER_ASCII);

    static final CelCompiler COMPILER =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(
                CelExtensions.optional(),
                STRINGS,
                CelExtensions.lists(),
                CelExtensions.sets(OPTIONS),
                CelExtensions.comprehensions(),
                KUBERNETES)
            .build();

    static final CelRuntime RUNTIME =
        CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardFunctions(ListOperators.allOthers())
            .addFunctionBindings(ListOperators.bindings(OPTIONS))
            .addLibraries(
                CelExtensions.optional(),
                STRINGS,
                CelExtensions.lists(),
                CelExtensions.sets(OPTIONS),
                CelExtensions.comprehensions(),
                KUBERNETES)
            .build();
  }
}
