package io.ubernetes.apimachinery.schema;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.StreamReadConstraints;

/// Says what is wrong with a text that is no JSON, in the words of Go's scanner, because clients
/// and people know those. Only used when a body was refused already.
public final class GoJsonSyntax {

  private static final String END = "unexpected end of JSON input";

  /// Deeper than that nothing is read.
  private static final int MAX_DEPTH = StreamReadConstraints.DEFAULT_MAX_DEPTH;

  private final byte[] text;
  private int at;
  private int depth;

  private GoJsonSyntax(byte[] text) {
    this.text = text;
  }

  /// @return such as `invalid character 'x' after top-level value`
  public static String fault(byte[] text) {
    try {
      GoJsonSyntax scanner = new GoJsonSyntax(text);
      scanner.value();
      scanner.blanks();
      if (scanner.at < text.length) {
        throw scanner.invalid("after top-level value");
      }
      return "invalid JSON";
    } catch (Fault fault) {
      return fault.words;
    }
  }

  private void value() throws Fault {
    switch (next()) {
      case '{' -> {
        deeper();
        object();
        depth--;
      }
      case '[' -> {
        deeper();
        array();
        depth--;
      }
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> {
        at--;
        throw invalid("looking for beginning of value");
      }
    }
  }

  private void deeper() throws Fault {
    depth++;
    if (depth > MAX_DEPTH) {
      at--;
      throw invalid("exceeded max depth");
    }
  }

  private void object() throws Fault {
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      expect('"', "looking for beginning of object key string");
      string();
      expect(':', "after object key");
      value();
      if (next() == '}') {
        return;
      }
      at--;
      expect(',', "after object key:value pair");
      peek();
    }
  }

  private void array() throws Fault {
    if (peek() == ']') {
      at++;
      return;
    }
    while (true) {
      value();
      if (next() == ']') {
        return;
      }
      at--;
      expect(',', "after array element");
    }
  }

  /// After the opening quote.
  private void string() throws Fault {
    while (true) {
      byte c = byteHere();
      if (c == '"') {
        at++;
        return;
      }
      if (c >= 0 && c < ' ') {
        throw invalid("in string literal");
      }
      at++;
      if (c == '\\') {
        escape();
      }
    }
  }

  private void escape() throws Fault {
    byte c = byteHere();
    if ("\"\\/bfnrt".indexOf(c) >= 0) {
      at++;
    } else if (c == 'u') {
      at++;
      for (int i = 0; i < 4; i++) {
        if (Character.digit(byteHere(), 16) < 0) {
          throw invalid("in \\u hexadecimal character escape");
        }
        at++;
      }
    } else {
      throw invalid("in string escape code");
    }
  }

  /// After the first character.
  private void literal(String word) throws Fault {
    for (int i = 1; i < word.length(); i++) {
      if (byteHere() != word.charAt(i)) {
        throw invalid("in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
      at++;
    }
  }

  /// After the first character.
  private void number() throws Fault {
    byte first = text[at - 1];
    if (first == '-') {
      first = byteHere();
      if (!isDigit(first)) {
        throw invalid("in numeric literal");
      }
      at++;
    }
    if (first != '0') {
      digits();
    }
    if (at < text.length && text[at] == '.') {
      at++;
      needDigit("after decimal point in numeric literal");
    }
    if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
      at++;
      if (byteHere() == '+' || byteHere() == '-') {
        at++;
      }
      needDigit("in exponent of numeric literal");
    }
  }

  private void needDigit(String context) throws Fault {
    if (!isDigit(byteHere())) {
      throw invalid(context);
    }
    digits();
  }

  private void digits() {
    while (at < text.length && isDigit(text[at])) {
      at++;
    }
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private void expect(char wanted, String context) throws Fault {
    if (next() != wanted) {
      at--;
      throw invalid(context);
    }
  }

  private byte peek() throws Fault {
    blanks();
    return byteHere();
  }

  private byte next() throws Fault {
    byte c = peek();
    at++;
    return c;
  }

  private void blanks() {
    while (at < text.length && " \t\r\n".indexOf(text[at]) >= 0) {
      at++;
    }
  }

  private byte byteHere() throws Fault {
    if (at >= text.length) {
      throw new Fault(END);
    }
    return text[at];
  }

  private Fault invalid(String context) {
    int c = text[at] & 0xff;
    String shown =
        switch (c) {
          case '\'' -> "'\\''";
          case '"' -> "'\"'";
          case '\n' -> "'\\n'";
          case '\r' -> "'\\r'";
          case '\t' -> "'\\t'";
          case '\\' -> "'\\\\'";
          default ->
              c < ' ' || c == 0x7f
                  ? "'\\x%02x'".formatted(c)
                  : c > 0x7f && c < 0xa1
                      ? "'\\u%04x'".formatted(c)
                      : "'" + new String(new byte[] {(byte) c}, StandardCharsets.ISO_8859_1) + "'";
        };
    return new Fault("invalid character " + shown + " " + context);
  }

  /// Ends the scan.
  private static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;
    private final String words;

    Fault(String words) {
      super(words, null, false, false);
      this.words = words;
    }
  }
}
