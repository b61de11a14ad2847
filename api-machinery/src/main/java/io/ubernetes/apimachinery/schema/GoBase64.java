package io.ubernetes.apimachinery.schema;

import java.util.Base64;

/// Tells where a text stops being standard base64, as Go's decoder counts it.
final class GoBase64 {

  private static final int QUANTUM = 4;

  private GoBase64() {}

  /// @return the offset that Go's message names, or -1 when the text is base64
  static int firstIllegalByte(String text) {
    try {
      Base64.getDecoder().decode(text);
      if (text.length() % QUANTUM == 0) {
        return -1;
      }
    } catch (IllegalArgumentException e) {
      // Where exactly is found below: line breaks are allowed in Go, and Java does not say where.
    }
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        continue;
      }
      if (c == '=') {
        return padding(text, i, digits % QUANTUM);
      }
      if (!isDigit(c)) {
        return i;
      }
      digits++;
    }
    return digits % QUANTUM == 0 ? -1 : text.length() - digits % QUANTUM;
  }

  /// Two or three digits of the last group are followed by exactly as many signs as are missing.
  private static int padding(String text, int at, int inGroup) {
    if (inGroup < 2) {
      return at;
    }
    int missing = QUANTUM - inGroup;
    int end = at;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=' && missing > 0) {
        missing--;
        end = i + 1;
      } else if (c != '\n' && c != '\r') {
        return i;
      }
    }
    return missing > 0 ? end : -1;
  }

  private static boolean isDigit(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }
}
