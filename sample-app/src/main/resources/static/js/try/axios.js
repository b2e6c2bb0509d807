import { csrfHeader } from '../csrf.js';
import { card } from './card.js';

const { axios } = window;

card('axios', async (text) => {
  try {
    const { data } = await axios.post('api/notes', { text }, { headers: csrfHeader() });
    return data;
  } catch (error) {
    throw error.response?.data;
  }
});
