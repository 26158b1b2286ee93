/** Whether a text can be read so: the reader throws on any other. */
export const readable =
  (read: (text: string) => unknown) =>
  (text: string): boolean => {
    try {
      read(text);
      return true;
    } catch {
      return false;
    }
  };
