package io.ubernetes.apimachinery.cel;

import dev.cel.common.CelOptions;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import java.util.ArrayList;
import java.util.List;

/// The operators `==`, `!=` and `+`, which ask lists how they are to be compared and added, in the
/// place of the engine's own.
final class ListOperators {

  private ListOperators() {}

  /// The engine's functions without these.
  static CelStandardFunctions allOthers() {
    return CelStandardFunctions.newBuilder()
        .excludeFunctions(
            StandardFunction.EQUALS, StandardFunction.NOT_EQUALS, StandardFunction.ADD)
        .build();
  }

  static List<CelFunctionBinding> bindings(CelOptions options) {
    List<CelFunctionBinding> sums = new ArrayList<>();
    RuntimeEquality equality = RuntimeEquality.create(RuntimeHelpers.create(), options);
    for (AddOverload overload : AddOverload.values()) {
      sums.add(
          overload == AddOverload.ADD_LIST
              ? CelFunctionBinding.from("add_list", List.class, List.class, Equality::sum)
              : overload.newFunctionBinding(options, equality));
    }
    List<CelFunctionBinding> all = new ArrayList<>();
    all.addAll(CelFunctionBinding.fromOverloads("_+_", sums));
    all.addAll(
        CelFunctionBinding.fromOverloads(
            "_==_",
            CelFunctionBinding.from("equals", Object.class, Object.class, Equality::equal)));
    all.addAll(
        CelFunctionBinding.fromOverloads(
            "_!=_",
            CelFunctionBinding.from(
                "not_equals",
                Object.class,
                Object.class,
                (left, right) -> !Equality.equal(left, right))));
    return all;
  }
}
