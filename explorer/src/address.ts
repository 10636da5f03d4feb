// Addresses that a page hands to its script.

/** An address without its query, such as the language that every link of a page may carry. */
export function withoutQuery(address: string): string {
  return address.split("?")[0] ?? "";
}
