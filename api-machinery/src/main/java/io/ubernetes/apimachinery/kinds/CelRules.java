package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.cel.CelEnvironment;
import io.ubernetes.apimachinery.cel.Compilation;
import io.ubernetes.apimachinery.cel.ValueType;
import io.ubernetes.apimachinery.cel.ValueType.ObjectOf;
import io.ubernetes.apimachinery.cel.ValueType.Opaque;
import io.ubernetes.apimachinery.cel.ValueType.Scalar;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Compiles the expressions of webhooks and admission policies, to say what is wrong with them
/// before they decide over anything. Owned by one validation.
final class CelRules {

  private static final Map<Scalar, String> SHOWN =
      Map.of(Scalar.BOOL, "bool", Scalar.STRING, "string", Scalar.NULL, "null_type");

  /// What an expression can speak of beside the objects.
  enum Subject {
    /// The parameters of the policy.
    PARAMS,
    /// Whether somebody may do something.
    AUTHORIZER
  }

  /// The policy's own variables, as far as they are known.
  private final Map<String, ValueType> variables = new LinkedHashMap<>();

  private final Set<Subject> subjects;
  private final FieldErrors errors;
  private boolean hasVariables;

  private CelRules(Set<Subject> subjects, FieldErrors errors) {
    this.subjects = subjects;
    this.errors = errors;
  }

  static CelRules of(FieldErrors errors, Subject... subjects) {
    Set<Subject> set = EnumSet.noneOf(Subject.class);
    set.addAll(List.of(subjects));
    return new CelRules(set, errors);
  }

  /// An expression whose value the ones behind it can use by its name.
  void variable(String name, String expression, FieldPath field) {
    hasVariables = true;
    if (environment(subjects).compile(expression) instanceof Compilation.Failed(String message)) {
      failed(expression, field, message);
    }
    variables.put(name, Scalar.DYN);
  }

  void check(String expression, FieldPath field, Scalar... results) {
    check(expression, field, subjects, results);
  }

  /// A sentence about what happened: nothing is looked up for it.
  void checkMessage(String expression, FieldPath field) {
    Set<Subject> about = EnumSet.copyOf(subjects);
    about.remove(Subject.AUTHORIZER);
    check(expression, field, about, Scalar.STRING);
  }

  private void check(String expression, FieldPath field, Set<Subject> about, Scalar... results) {
    switch (environment(about).compile(expression)) {
      case Compilation.Failed(String message) -> failed(expression, field, message);
      case Compilation.Compiled(var program) -> {
        String type = program.resultType();
        List<String> allowed = List.of(results).stream().map(SHOWN::get).toList();
        if (!allowed.contains(type)) {
          errors.invalid(
              field,
              expression,
              "must evaluate to "
                  + (allowed.size() == 1
                      ? allowed.getFirst()
                      : allowed.stream().collect(Collectors.joining(" ", "one of [", "]")))
                  + " but got "
                  + type);
        }
      }
    }
  }

  private void failed(String expression, FieldPath field, String message) {
    errors.invalid(field, expression, "compilation failed: " + message);
  }

  private CelEnvironment environment(Set<Subject> about) {
    Map<String, ValueType> all = new LinkedHashMap<>();
    all.put("object", Scalar.DYN);
    all.put("oldObject", Scalar.DYN);
    all.put("request", AdmissionTypes.REQUEST);
    all.put("namespaceObject", AdmissionTypes.NAMESPACE);
    if (about.contains(Subject.PARAMS)) {
      all.put("params", Scalar.DYN);
    }
    if (about.contains(Subject.AUTHORIZER)) {
      all.put("authorizer", Opaque.AUTHORIZER);
      all.put("authorizer.requestResource", Opaque.RESOURCE_CHECK);
    }
    if (hasVariables) {
      all.put("variables", ObjectOf.unescaped("kubernetes.variables", variables));
    }
    return CelEnvironment.of(all);
  }
}
