package io.ubernetes.apimachinery.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Formats of strings by name (`kubernetes.format`).
final class FormatFunctions {

  private static final CelType FORMAT = OpaqueType.create("kubernetes.NamedFormat");

  private FormatFunctions() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>();
    for (NamedFormat format : NamedFormat.values()) {
      String name = "format." + format.text();
      all.add(Function.global(name, name, FORMAT, List.of(), List.of(), _ -> format));
    }
    all.add(
        Function.global(
            "format.named",
            "format-named",
            OptionalType.create(FORMAT),
            List.of(SimpleType.STRING),
            List.of(String.class),
            arguments -> NamedFormat.named((String) arguments[0])));
    all.add(
        Function.member(
            "validate",
            "format-validate",
            OptionalType.create(ListType.create(SimpleType.STRING)),
            List.of(FORMAT, SimpleType.STRING),
            List.of(NamedFormat.class, String.class),
            arguments -> {
              List<String> wrong = ((NamedFormat) arguments[0]).check((String) arguments[1]);
              return wrong.isEmpty() ? Optional.empty() : Optional.of(wrong);
            }));
    return all;
  }
}
