/** The `format` of the details that this provider makes. */
export const detailFormat = 'google';
