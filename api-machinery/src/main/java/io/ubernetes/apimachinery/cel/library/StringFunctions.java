package io.ubernetes.apimachinery.cel.library;

import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.List;

/// `format` of strings, which the engine's own library of strings lacks.
final class StringFunctions {

  private StringFunctions() {}

  static List<Function> all() {
    return List.of(
        Function.member(
            "format",
            "string_format",
            SimpleType.STRING,
            List.of(SimpleType.STRING, ListType.create(SimpleType.DYN)),
            List.of(String.class, List.class),
            arguments -> new Formatter((List<?>) arguments[1]).format((String) arguments[0])));
  }
}
