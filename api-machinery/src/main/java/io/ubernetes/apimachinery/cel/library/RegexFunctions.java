package io.ubernetes.apimachinery.cel.library;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;

/// `find` and `findAll` of strings (`kubernetes.regex`).
final class RegexFunctions {

  private RegexFunctions() {}

  static List<Function> all() {
    return List.of(
        Function.member(
            "find",
            "string_find_string",
            SimpleType.STRING,
            List.of(SimpleType.STRING, SimpleType.STRING),
            List.of(String.class, String.class),
            arguments -> {
              List<String> found = find((String) arguments[0], (String) arguments[1], 1);
              return found.isEmpty() ? "" : found.getFirst();
            }),
        Function.member(
            "findAll",
            "string_find_all_string",
            ListType.create(SimpleType.STRING),
            List.of(SimpleType.STRING, SimpleType.STRING),
            List.of(String.class, String.class),
            arguments -> find((String) arguments[0], (String) arguments[1], -1)),
        Function.member(
            "findAll",
            "string_find_all_string_int",
            ListType.create(SimpleType.STRING),
            List.of(SimpleType.STRING, SimpleType.STRING, SimpleType.INT),
            List.of(String.class, String.class, Long.class),
            arguments -> find((String) arguments[0], (String) arguments[1], (Long) arguments[2])));
  }

  /// @param limit how many at most; negative for all
  private static List<String> find(String text, String regex, long limit) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException malformed) {
      throw new Failure("Illegal regex: " + malformed.getMessage());
    }
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while ((limit < 0 || found.size() < limit) && matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }
}
