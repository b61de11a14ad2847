package io.ubernetes.apimachinery.cel.library;

import dev.cel.checker.CelCheckerBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.parser.CelParserBuilder;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All functions of Kubernetes' libraries, as one library of the engine. Stateless.
public final class KubernetesLibraries implements CelCompilerLibrary, CelRuntimeLibrary {

  private final Map<String, List<Function>> functions = new LinkedHashMap<>();

  public KubernetesLibraries() {
    List<List<Function>> libraries =
        List.of(
            ListFunctions.all(),
            StringFunctions.all(),
            RegexFunctions.all(),
            UrlFunctions.all(),
            IpFunctions.all(),
            CidrFunctions.all(),
            QuantityFunctions.all(),
            SemverFunctions.all(),
            FormatFunctions.all(),
            AuthorizerFunctions.all());
    for (List<Function> library : libraries) {
      for (Function function : library) {
        functions.computeIfAbsent(function.name(), _ -> new ArrayList<>()).add(function);
      }
    }
  }

  @Override
  public void setParserOptions(CelParserBuilder builder) {
    // They bring no macros.
  }

  @Override
  public void setCheckerOptions(CelCheckerBuilder builder) {
    functions.forEach((name, forms) -> {
      List<CelOverloadDecl> declarations = forms.stream().map(Function::declaration).toList();
      builder.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(name, declarations));
    });
  }

  @Override
  public void setRuntimeOptions(CelRuntimeBuilder builder) {
    functions.forEach((name, forms) -> {
      List<CelFunctionBinding> bindings = forms.stream().map(Function::binding).toList();
      builder.addFunctionBindings(CelFunctionBinding.fromOverloads(name, bindings));
    });
  }
}
